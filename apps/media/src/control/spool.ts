import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MediaMessage, mediaMessageSchema } from '@callwright/protocol';
import type { Log } from '../platform/logging.js';

/** A piece of a call's story on its way to the api. */
export type JournalBatch = Extract<MediaMessage, { type: 'journal' }>;

/** What a spool is made of. */
export type SpoolOptions = {
  /** Made when missing; what an earlier process left in it is kept. */
  readonly dir: string;
  readonly log: Log;
  /** Files it may hold; beyond it, what is new is refused. Default 100 000: some hours of a busy process. */
  readonly maxFiles?: number;
};

const FILE_NAME = /^\d{12}\.json$/;
const DEFAULT_MAX_FILES = 100_000;

/** Journal batches on disk while the api is away: one file each, in the order they were written. */
export class Spool {
  readonly #options: SpoolOptions;
  readonly #files: string[];
  #next: number;

  constructor(options: SpoolOptions) {
    const { dir } = options;
    this.#options = options;
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const names = readdirSync(dir);
    // Half a file, of a process that was stopped while writing: its batch was never counted as kept.
    for (const name of names) if (name.endsWith('.tmp')) rmSync(join(dir, name), { force: true });
    this.#files = names.filter((name) => FILE_NAME.test(name)).sort();
    this.#next = Number.parseInt(this.#files.at(-1) ?? '0', 10) + 1;
  }

  get size(): number {
    return this.#files.length;
  }

  /** Keeps a batch. @returns false when there is no room or the disk refuses: the caller still has it */
  write(batch: JournalBatch): boolean {
    const { dir, maxFiles = DEFAULT_MAX_FILES } = this.#options;
    if (this.#files.length >= maxFiles) return false;
    const name = `${String(this.#next).padStart(12, '0')}.json`;
    const path = join(dir, name);
    try {
      writeFileSync(`${path}.tmp`, JSON.stringify(batch), { mode: 0o600 });
      renameSync(`${path}.tmp`, path);
    } catch {
      return false; // Reported by the caller, which counts what it cannot keep.
    }
    this.#next += 1;
    this.#files.push(name);
    return true;
  }

  /** The oldest batch, or null. A file that cannot be read is set aside, so that it blocks nothing. */
  first(): JournalBatch | null {
    for (let [name] = this.#files; name !== undefined; [name] = this.#files) {
      const batch = this.#read(name);
      if (batch) return batch;
      this.#files.shift();
      this.#setAside(name);
    }
    return null;
  }

  /** Forgets the oldest batch: it has arrived. */
  removeFirst(): void {
    const name = this.#files.shift();
    if (name === undefined) return;
    try {
      rmSync(join(this.#options.dir, name), { force: true });
    } catch (error) {
      // It is sent again by the next process, and known by its lines' numbers.
      this.#options.log.warn({ file: name, error: String(error) }, 'spooled batch not removed');
    }
  }

  #read(name: string): JournalBatch | null {
    try {
      const message = mediaMessageSchema.safeParse(JSON.parse(readFileSync(join(this.#options.dir, name), 'utf8')));
      return message.success && message.data.type === 'journal' ? message.data : null;
    } catch {
      return null; // Set aside by the caller, with a word in the log.
    }
  }

  #setAside(name: string): void {
    const path = join(this.#options.dir, name);
    this.#options.log.error({ file: name }, 'spooled batch cannot be read and is set aside');
    try {
      renameSync(path, `${path}.unreadable`);
    } catch (error) {
      this.#options.log.warn({ file: name, error: String(error) }, 'spooled batch could not be set aside');
    }
  }
}
