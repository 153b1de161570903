import { toAppError } from '@callwright/protocol';
import type { Clock } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import { startWorkerThread, type WorkerLink } from '../../../platform/workers/worker-link.js';
import { WorkerPool } from '../../../platform/workers/worker-pool.js';
import { decodePrompt, type PromptDecoding } from './decode-prompt.js';
import { createSoundFetcher, type SoundFetcher } from './fetch-sound.js';
import { locatePrompt, openPromptFile } from './prompt-file.js';
import type { DecodedPrompt, PromptJob } from './prompt-jobs.js';

/** Where recordings to be played come from. */
export type PromptStoreOptions = {
  readonly promptsDir: string;
  /** Whether loopback and private addresses may be fetched from. */
  readonly allowPrivateUrls: boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** Sound of prompts kept in memory. Default 64 MB. */
  readonly maxCachedBytes?: number;
  /** Default: a thread of its own. A test may do the jobs itself. */
  readonly startWorker?: () => WorkerLink<PromptJob, DecodedPrompt>;
};

const MAX_CACHED_BYTES = 64 * 1024 * 1024;
const DECODE_TIMEOUT_MS = 20_000;
const MAX_WAITING = 100;

/** The sound behind every `play.url`. Files of the prompt folder are kept decoded; what is fetched is not. */
export class PromptStore {
  readonly #options: PromptStoreOptions;
  readonly #decoding: PromptDecoding;
  readonly #pool: WorkerPool<PromptJob, DecodedPrompt>;
  readonly #web: SoundFetcher;
  /** Oldest first. */
  readonly #cache = new Map<string, Int16Array>();
  #cachedBytes = 0;

  constructor(options: PromptStoreOptions) {
    const { clock, log, startWorker, allowPrivateUrls } = options;
    this.#options = options;
    this.#web = createSoundFetcher({ allowPrivate: allowPrivateUrls, clock });
    this.#pool = new WorkerPool({
      name: 'prompts',
      startWorker: startWorker ?? (() => startWorkerThread(import.meta.url, './prompt.worker.js', log)),
      size: 1,
      jobTimeoutMs: DECODE_TIMEOUT_MS,
      maxQueued: MAX_WAITING,
      failureCode: 'media.promptUnreadable',
      clock,
      log,
    });
    const decodeElsewhere = (bytes: Uint8Array, signal: AbortSignal) =>
      this.#pool.run({ bytes }, { lane: 'prompts', signal });
    this.#decoding = { clock, decodeElsewhere };
  }

  /**
   * The sound of a recording at `rateHz`, signed 16-bit mono, piece by piece.
   * @throws AppError `media.promptMissing`, `media.promptRefused`, `media.promptUnreadable`
   */
  async *open(url: string, rateHz: number, signal: AbortSignal): AsyncIterable<Int16Array> {
    const { promptsDir } = this.#options;
    try {
      const place = locatePrompt(url, promptsDir);
      if (place.kind === 'file') yield* this.#file(place.path, rateHz, signal);
      else yield* decodePrompt(await this.#web.fetch(place.url, signal), rateHz, this.#decoding, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw toAppError(error, 'media.promptUnreadable');
    }
  }

  /** Ends the decoder and what is being fetched. Idempotent, never throws. */
  async close(): Promise<void> {
    this.#cache.clear();
    await Promise.all([this.#web.close(), this.#pool.close()]);
  }

  async *#file(path: string, rateHz: number, signal: AbortSignal): AsyncIterable<Int16Array> {
    const file = await openPromptFile(path, this.#options.promptsDir);
    try {
      const key = `${rateHz} ${file.version}`;
      const known = this.#cache.get(key);
      if (known === undefined) yield* this.#decode(key, await file.read(), rateHz, signal);
      else yield this.#touch(key, known);
    } finally {
      await file.close();
    }
  }

  async *#decode(key: string, bytes: Uint8Array, rateHz: number, signal: AbortSignal): AsyncIterable<Int16Array> {
    const pieces: Int16Array[] = [];
    let sizeBytes = 0;
    for await (const piece of decodePrompt(bytes, rateHz, this.#decoding, signal)) {
      sizeBytes += piece.byteLength;
      // What is too long to be kept must not be held until its end either.
      if (sizeBytes > this.#maxKeptBytes) pieces.length = 0;
      else pieces.push(piece);
      yield piece;
    }
    if (sizeBytes <= this.#maxKeptBytes) this.#keep(key, joined(pieces));
  }

  get #maxKeptBytes(): number {
    return (this.#options.maxCachedBytes ?? MAX_CACHED_BYTES) / 4;
  }

  /** Makes it the one used last. */
  #touch(key: string, samples: Int16Array): Int16Array {
    this.#cache.delete(key);
    this.#cache.set(key, samples);
    return samples;
  }

  #keep(key: string, samples: Int16Array): void {
    const { maxCachedBytes = MAX_CACHED_BYTES } = this.#options;
    if (this.#cache.has(key)) return;
    this.#touch(key, samples);
    this.#cachedBytes += samples.byteLength;
    for (const [oldest, { byteLength }] of this.#cache) {
      if (this.#cachedBytes <= maxCachedBytes) return;
      this.#cache.delete(oldest);
      this.#cachedBytes -= byteLength;
    }
  }
}

function joined(pieces: readonly Int16Array[]): Int16Array {
  const out = new Int16Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
