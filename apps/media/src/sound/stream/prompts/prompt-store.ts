import { AppError, toAppError } from '@callwright/protocol';
import type { Clock } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import type { WorkerLink } from '../../../platform/workers/worker-link.js';
import type { KeptPackets } from '../../kept/kept-packets.js';
import { KeptSounds } from '../../kept/kept-sounds.js';
import { createSoundFetcher } from './fetch-sound.js';
import type { PromptBytes, PromptSource } from './prompt-bytes.js';
import { PromptDecoder } from './prompt-decoder.js';
import { locatePrompt } from './prompt-file.js';
import { PromptFiles } from './prompt-files.js';
import type { PromptJob } from './prompt-jobs.js';
import type { WavSliceJob } from './slice-jobs.js';
import { WavSlices } from './wav-slices.js';
import { WebSounds } from './web-sounds.js';

/** Where recordings to be played come from. */
export type PromptStoreOptions = {
  readonly promptsDir: string;
  /** Whether loopback and private addresses may be fetched from. */
  readonly allowPrivateUrls: boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** Decoded sound kept in memory. Default 96 MB. */
  readonly maxCachedBytes?: number;
  /** Keeps what is kept in memory encoded, too. */
  readonly packets?: KeptPackets | undefined;
  /** Default: threads of their own. A test may do the jobs itself. */
  readonly startWorker?: () => WorkerLink<PromptJob, Int16Array>;
  readonly startSliceWorker?: () => WorkerLink<WavSliceJob, Int16Array>;
};

const MAX_CACHED_BYTES = 96 * 1024 * 1024;
/** Largest file that is decoded whole. */
const MAX_DECODED_BYTES = 64 * 1024 * 1024;

/**
 * The sound behind every `play.url`, decoded once and shared by all calls. Recordings too long to be kept must be plain
 * WAV: those are read from the disk as they are played, and their seconds shared by who plays them at the same time.
 */
export class PromptStore {
  readonly #options: PromptStoreOptions;
  readonly #decoder: PromptDecoder;
  readonly #files: PromptFiles;
  readonly #web: WebSounds;
  readonly #sounds: KeptSounds;

  constructor(options: PromptStoreOptions) {
    const { clock, allowPrivateUrls, promptsDir, maxCachedBytes: maxBytes = MAX_CACHED_BYTES, packets } = options;
    this.#options = options;
    this.#web = new WebSounds({ fetcher: createSoundFetcher({ allowPrivate: allowPrivateUrls, clock }), clock });
    this.#files = new PromptFiles(promptsDir, clock);
    this.#sounds = new KeptSounds({ maxBytes, packets });
    this.#decoder = new PromptDecoder(options);
  }

  /**
   * The sound of a recording at `rateHz`, signed 16-bit mono, piece by piece. The pieces are shared: nobody may change
   * them.
   * @throws AppError `media.promptMissing`, `media.promptRefused`, `media.promptUnreadable`
   */
  async *open(url: string, rateHz: number, signal: AbortSignal): AsyncIterable<Int16Array> {
    try {
      // What is at hand begins at once: no disk and no server is asked.
      const atHand = this.#atHand(url, rateHz);
      if (atHand === null) yield* this.#play(await this.#look(url, signal), rateHz, signal);
      else yield* atHand;
    } catch (error) {
      signal.throwIfAborted();
      throw toAppError(error, 'media.promptUnreadable');
    }
  }

  /** Starts what decodes most recordings, before the first caller waits for it. */
  warmUp(signal: AbortSignal): Promise<void> {
    return this.#decoder.warmUp(signal);
  }

  /** Ends the decoder and what is being fetched. Idempotent, never throws. */
  async close(): Promise<void> {
    this.#sounds.clear();
    await Promise.all([this.#web.close(), this.#decoder.close()]);
  }

  #atHand(url: string, rateHz: number): readonly Int16Array[] | null {
    const place = locatePrompt(url, this.#options.promptsDir);
    const version = place.kind === 'file' ? this.#files.recent(place.path) : this.#web.recent(place.url)?.version;
    return version ? this.#sounds.piecesOf(keyOf(version, rateHz)) : null;
  }

  async #look(url: string, signal: AbortSignal): Promise<PromptSource> {
    const place = locatePrompt(url, this.#options.promptsDir);
    if (place.kind === 'file') return this.#files.look(place.path);
    return this.#web.recent(place.url) ?? (await this.#web.get(place.url, signal));
  }

  async *#play(source: PromptSource, rateHz: number, signal: AbortSignal): AsyncIterable<Int16Array> {
    const key = keyOf(source.version, rateHz);
    if (this.#sounds.stateOf(key) !== null) {
      yield* this.#sounds.open({ key, rateHz, produce: (either) => this.#whole(source, rateHz, either) }, signal);
      return;
    }
    const bytes = await source.open();
    try {
      const wav = await this.#slicesOf(bytes, rateHz);
      if (wav !== null && wav.sizeBytes > this.#sounds.maxSoundBytes) yield* this.#long(key, wav, rateHz, signal);
      else yield* this.#sounds.open({ key, rateHz, produce: (either) => this.#whole(source, rateHz, either) }, signal);
    } finally {
      await bytes.close();
    }
  }

  /** A recording that is kept, from its beginning to its end. */
  async *#whole(source: PromptSource, rateHz: number, signal: AbortSignal): AsyncIterable<Int16Array> {
    const bytes = await source.open();
    try {
      const wav = await this.#slicesOf(bytes, rateHz);
      if (wav === null) yield await this.#decode(bytes, rateHz, signal);
      else for (let index = 0; index < wav.count; index += 1) yield await wav.slice(index, signal);
    } finally {
      await bytes.close();
    }
  }

  /** One that is too long for that: each second by itself. */
  async *#long(key: string, wav: WavSlices, rateHz: number, signal: AbortSignal): AsyncIterable<Int16Array> {
    for (let index = 0; index < wav.count; index += 1) {
      const produce = async function* (either: AbortSignal): AsyncIterable<Int16Array> {
        yield await wav.slice(index, either);
      };
      yield* this.#sounds.open({ key: `${key} ${index}`, rateHz, produce, isPart: true }, signal);
    }
  }

  #slicesOf(bytes: PromptBytes, rateHz: number): Promise<WavSlices | null> {
    const lane = this.#decoder.newLane();
    return WavSlices.open(bytes, rateHz, (job, signal) => this.#decoder.slice(job, lane, signal));
  }

  async #decode(bytes: PromptBytes, rateHz: number, signal: AbortSignal): Promise<Int16Array> {
    if (bytes.sizeBytes > MAX_DECODED_BYTES)
      throw new AppError('media.promptUnreadable', 'The recording is too large to be played.');
    return this.#decoder.file({ bytes: await bytes.read(0, bytes.sizeBytes), rateHz }, signal);
  }
}

const keyOf = (version: string, rateHz: number): string => `${rateHz} ${version}`;
