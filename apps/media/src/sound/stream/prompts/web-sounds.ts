import { AppError } from '@callwright/protocol';
import type { Clock } from '../../../platform/clock.js';
import type { SoundFetcher, SoundValidators } from './fetch-sound.js';
import { bytesInMemory, type PromptSource } from './prompt-bytes.js';

/** What fetched files are kept with. */
export type WebSoundsOptions = {
  readonly fetcher: SoundFetcher;
  readonly clock: Clock;
  /** Of all files together; those used longest ago go when there is more. Default 64 MB. */
  readonly maxBytes?: number;
};

type Kept = SoundValidators & {
  readonly source: PromptSource;
  readonly sizeBytes: number;
  freshUntilMs: number;
};

const MAX_BYTES = 64 * 1024 * 1024;
/** A server that cannot be reached now had the file so long ago: better than silence. */
const STALE_MS = 600_000;

/**
 * Recordings of other people's servers, kept as long as those allow (at most an hour) and asked for again with what
 * says whether they have changed. A file is fetched once however many calls want it at a time.
 */
export class WebSounds {
  readonly #options: WebSoundsOptions;
  /** By URL, used longest ago first. */
  readonly #kept = new Map<string, Kept>();
  readonly #underWay = new Map<string, Promise<PromptSource>>();
  readonly #closing = new AbortController();
  #sizeBytes = 0;
  #lastVersion = 0;

  constructor(options: WebSoundsOptions) {
    this.#options = options;
  }

  /** A file that is at hand and good without asking; null when there is none. */
  recent(url: string): PromptSource | null {
    const kept = this.#kept.get(url);
    return kept !== undefined && kept.freshUntilMs > this.#nowMs ? this.#touch(url, kept) : null;
  }

  /**
   * The file at an address. What nobody waits for any more is fetched all the same, within the fetcher's time.
   * @throws AppError `media.prompt*`; an abort rejects with the signal's reason
   */
  get(url: string, signal: AbortSignal): Promise<PromptSource> {
    const fetching = this.#underWay.get(url) ?? this.#fetch(url);
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(signal.reason);
      signal.addEventListener('abort', giveUp, { once: true });
      if (signal.aborted) giveUp();
      fetching.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
    });
  }

  /** Ends what is being fetched, and forgets everything. Idempotent, never throws. */
  async close(): Promise<void> {
    this.#closing.abort(new AppError('media.promptMissing', 'Recordings are no longer fetched.'));
    await this.#options.fetcher.close();
    await Promise.allSettled([...this.#underWay.values()]);
    this.#kept.clear();
  }

  get #nowMs(): number {
    return this.#options.clock.monotonicMs();
  }

  #fetch(url: string): Promise<PromptSource> {
    const fetching = this.#ask(url, this.#kept.get(url)).finally(() => this.#underWay.delete(url));
    this.#underWay.set(url, fetching);
    return fetching;
  }

  async #ask(url: string, known: Kept | undefined): Promise<PromptSource> {
    try {
      const fetched = await this.#options.fetcher.fetch(url, this.#closing.signal, known);
      if (fetched.bytes === null && known !== undefined) {
        known.freshUntilMs = this.#nowMs + (fetched.freshMs ?? 0);
        return this.#touch(url, known);
      }
      if (fetched.bytes === null) throw new AppError('media.promptMissing', 'The server sent no recording.');
      const { bytes, freshMs, ...validators } = fetched;
      this.#lastVersion += 1;
      const source = { version: `web ${this.#lastVersion}`, open: async () => bytesInMemory(bytes) };
      this.#drop(url);
      if (freshMs !== null)
        this.#keep(url, { ...validators, source, sizeBytes: bytes.length, freshUntilMs: this.#nowMs + freshMs });
      return source;
    } catch (error) {
      if (known !== undefined && isUnreachable(error) && known.freshUntilMs + STALE_MS > this.#nowMs)
        return known.source;
      this.#drop(url);
      throw error;
    }
  }

  /** Makes it the one used last. */
  #touch(url: string, kept: Kept): PromptSource {
    if (this.#kept.delete(url)) this.#kept.set(url, kept);
    return kept.source;
  }

  #keep(url: string, kept: Kept): void {
    const { maxBytes = MAX_BYTES } = this.#options;
    this.#kept.set(url, kept);
    this.#sizeBytes += kept.sizeBytes;
    for (const oldest of this.#kept.keys()) {
      if (this.#sizeBytes <= maxBytes) return;
      this.#drop(oldest);
    }
  }

  #drop(url: string): void {
    this.#sizeBytes -= this.#kept.get(url)?.sizeBytes ?? 0;
    this.#kept.delete(url);
  }
}

/** The server gave no answer, which says nothing of the file. */
const isUnreachable = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'media.promptMissing' && error.cause instanceof AppError;
