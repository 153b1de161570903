import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AudioError, readWav, toMono, writeWav } from '@callwright/audio';
import type { Clock } from '../../../platform/clock.js';
import type { NewId } from '../../../platform/ids.js';
import type { Log } from '../../../platform/logging.js';
import type { SynthesisRequest } from './port.js';

/** Below this share of the bound the cache is brought when it has grown over it. */
const KEPT_SHARE = 0.9;
/** Other processes write to the folder too: its true size is read again after so many writes of ours. */
const WRITES_BETWEEN_SCANS = 64;
/** Uses of files are written down so many at a time: none of them is worth waiting for. */
const USES_AT_ONCE = 32;
/** A temporary file this old belongs to a process that died while it wrote. */
const STALE_TEMPORARY_MS = 3_600_000;

/** Where and how much is kept. */
export type SynthesisCacheOptions = {
  /** Made when missing. Sound processes may share it. */
  readonly folder: string;
  /** The files used longest ago go when there is more. */
  readonly maxBytes: number;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
};

/** Counts since the start of this process. */
export type SynthesisCacheStats = {
  readonly hits: number;
  readonly misses: number;
  readonly evictions: number;
  /** Of the whole folder when it was last looked through, and what has been written since. */
  readonly sizeBytes: number;
};

/**
 * Name of the file that holds a request's sound, as `<key>_16k_en.wav` (seed 0: rate and language show in the name).
 * @param key of the client that says it
 */
export function cacheFileName(key: string, { rateHz, language }: SynthesisRequest): string {
  const subtag = language.toLowerCase().match(/^[a-z]{2,3}/)?.[0] ?? 'und';
  return `${key}_${rateHz / 1000}k_${subtag}.wav`;
}

/** Synthesised speech as WAV files in a folder, bounded in size; what was used longest ago goes first. */
export class SynthesisCache {
  readonly #options: SynthesisCacheOptions;
  #hits = 0;
  #misses = 0;
  #evictions = 0;
  #sizeBytes = 0;
  #writesUntilScan = 0;
  #tidying: Promise<void> = Promise.resolve();
  /** Files whose use is not written down yet. */
  readonly #used = new Set<string>();

  constructor(options: SynthesisCacheOptions) {
    this.#options = options;
  }

  get stats(): SynthesisCacheStats {
    return { hits: this.#hits, misses: this.#misses, evictions: this.#evictions, sizeBytes: this.#sizeBytes };
  }

  /** Says that a file's sound has been heard from elsewhere, so that it is not taken for forgotten. Never waits. */
  markUsed(fileName: string): void {
    this.#used.add(fileName);
    if (this.#used.size >= USES_AT_ONCE) this.#tidying = this.#tidying.then(() => this.#touchUsed());
  }

  /** The samples of a file, or null when there is none; a file that cannot be read counts as none and goes. */
  async read(fileName: string): Promise<Int16Array | null> {
    const path = join(this.#options.folder, fileName);
    try {
      const samples = toMono(readWav(await readFile(path)).channels);
      if (samples.length === 0) throw new AudioError('audio.badWav', 'There is no sound in the file.');
      this.#hits += 1;
      this.markUsed(fileName);
      return samples;
    } catch (error) {
      this.#misses += 1;
      if (error instanceof AudioError) await this.#discard(path, error);
      else if (!isMissing(error)) this.#options.log.warn({ err: error }, 'speech cache cannot be read');
      return null;
    }
  }

  /** Keeps samples under a name; readers see the whole file or none. A full disk costs the file, not the call. */
  async write(fileName: string, samples: Int16Array, rateHz: number): Promise<void> {
    const { folder, newId, log } = this.#options;
    const path = join(folder, fileName);
    const temporary = `${path}.${newId()}.tmp`;
    const bytes = writeWav({ rateHz, channels: [samples] });
    try {
      await mkdir(folder, { recursive: true });
      await writeFile(temporary, bytes);
      await this.#touch(temporary);
      await rename(temporary, path);
      this.#sizeBytes += bytes.length;
      await this.#tidy();
    } catch (error) {
      log.warn({ err: error }, 'speech not kept in the cache');
      // Where it could not be written there may be nothing to remove.
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  async #touchUsed(): Promise<void> {
    const names = [...this.#used];
    this.#used.clear();
    for (const name of names) await this.#touch(join(this.#options.folder, name));
  }

  /** The time of last change is the time of last use, so it outlives the process. */
  async #touch(path: string): Promise<void> {
    const nowS = this.#options.clock.nowMs() / 1000;
    // Another process may have evicted the file meanwhile; its samples are read already.
    await utimes(path, nowS, nowS).catch(() => undefined);
  }

  async #discard(path: string, error: unknown): Promise<void> {
    this.#options.log.warn({ err: error }, 'unreadable file in the speech cache');
    await rm(path, { force: true }).catch(() => undefined);
  }

  #tidy(): Promise<void> {
    this.#writesUntilScan -= 1;
    if (this.#writesUntilScan >= 0 && this.#sizeBytes <= this.#options.maxBytes) return this.#tidying;
    this.#writesUntilScan = WRITES_BETWEEN_SCANS;
    // One that failed has been reported, and keeps no later one from tidying.
    this.#tidying = this.#tidying.catch(() => undefined).then(() => this.#evict());
    return this.#tidying;
  }

  async #evict(): Promise<void> {
    const { maxBytes } = this.#options;
    await this.#touchUsed();
    const files = await this.#list();
    this.#sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    if (this.#sizeBytes <= maxBytes) return;
    for (const file of files.sort((one, other) => one.usedAtMs - other.usedAtMs)) {
      if (this.#sizeBytes <= maxBytes * KEPT_SHARE) return;
      await rm(file.path, { force: true });
      this.#sizeBytes -= file.sizeBytes;
      this.#evictions += 1;
    }
  }

  async #list() {
    const { folder } = this.#options;
    const files: { path: string; sizeBytes: number; usedAtMs: number }[] = [];
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      // Gone since it was listed: another process tidies too.
      const status = await stat(path).catch(() => null);
      if (!status?.isFile()) continue;
      if (name.endsWith('.wav')) files.push({ path, sizeBytes: status.size, usedAtMs: status.mtimeMs });
      else if (this.#isStaleTemporary(name, status.mtimeMs)) await rm(path, { force: true });
    }
    return files;
  }

  #isStaleTemporary(name: string, changedAtMs: number): boolean {
    return name.endsWith('.tmp') && this.#options.clock.nowMs() - changedAtMs > STALE_TEMPORARY_MS;
  }
}

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT';
