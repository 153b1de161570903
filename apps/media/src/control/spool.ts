import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaMessage } from '@callwright/protocol';

/** A piece of a call's story on its way to the api. */
export type JournalBatch = Extract<MediaMessage, { type: 'journal' }>;

/** Files a spool may hold: some hours of a busy process. Beyond it, what is new is refused. */
const MAX_FILES = 100_000;

/** Journal batches on disk while the api is away: one file each, in the order they were written. */
export class Spool {
  readonly #dir: string;
  #files: string[];
  #next: number;

  /** @param dir made when missing; what an earlier process left in it is kept */
  constructor(dir: string) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    this.#dir = dir;
    this.#files = readdirSync(dir)
      .filter((name) => name.endsWith('.json'))
      .sort();
    this.#next = Number(this.#files.at(-1)?.slice(0, 12) ?? 0) + 1;
  }

  get size(): number {
    return this.#files.length;
  }

  /** Keeps a batch. @returns false when there is no room or the disk refuses: the caller still has it */
  write(batch: JournalBatch): boolean {
    if (this.#files.length >= MAX_FILES) return false;
    const name = `${String(this.#next).padStart(12, '0')}.json`;
    const path = join(this.#dir, name);
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
    for (let name = this.#files[0]; name !== undefined; name = this.#files[0]) {
      try {
        return JSON.parse(readFileSync(join(this.#dir, name), 'utf8'));
      } catch {
        renameSync(join(this.#dir, name), join(this.#dir, `${name}.unreadable`));
        this.#files.shift();
      }
    }
    return null;
  }

  /** Forgets the oldest batch: it has arrived. */
  removeFirst(): void {
    const name = this.#files.shift();
    if (name !== undefined) rmSync(join(this.#dir, name), { force: true });
  }
}
