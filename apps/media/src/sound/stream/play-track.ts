import { type BargeIn, SERVER_TRACK, toAppError } from '@callwright/protocol';
import { SoundQueue } from './sound-queue.js';
import type { Track } from './track.js';

/** Makes the sound of one text or one file, piece by piece; an abort ends it. */
export type SoundSource = (signal: AbortSignal) => AsyncIterable<Int16Array>;

/** One source of a playback and who is told about it. */
export type QueuedSource = {
  readonly open: SoundSource;
  /** The first piece is there. */
  readonly onFirst: () => void;
  /** There will be no more of this source; what follows it is played all the same. */
  readonly onFailed: (error: unknown) => void;
};

/** Texts that may wait to be made into sound. */
const MAX_SOURCES = 64;

/** What is played under one play id: texts one after another, or a file. Starts with its first piece of sound. */
export class PlayTrack implements Track {
  readonly id = SERVER_TRACK;
  readonly delayMs = 0;
  readonly kind: 'tts' | 'file';
  readonly playId: string | undefined;
  /** Where in the sound it begins, in samples. */
  readonly seekCount: number;
  /** What stops it; the latest command decides. */
  bargeIn: BargeIn = [];
  readonly #sound: SoundQueue;
  #isLooped: boolean;
  readonly #abort = new AbortController();
  #waiting: QueuedSource[] = [];
  /** Where each source that is complete ends, in samples. */
  readonly #ends: number[] = [];
  #isProducing = false;
  #isFinishing = false;
  /** Samples handed out, repeats included, what was skipped not. */
  #pulledCount = 0;

  constructor(options: {
    readonly kind: 'tts' | 'file';
    readonly playId: string | undefined;
    readonly isLooped?: boolean;
    /** Default 0. One that is looped begins there the first time only. */
    readonly seekCount?: number;
  }) {
    this.kind = options.kind;
    this.playId = options.playId;
    this.seekCount = options.seekCount ?? 0;
    this.#isLooped = options.isLooped ?? false;
    this.#sound = new SoundQueue({ keepsPlayed: this.#isLooped });
    this.#sound.skip(this.seekCount);
  }

  get pulledCount(): number {
    return this.#pulledCount;
  }

  /** Samples in all, null while some are still being made. */
  get totalCount(): number | null {
    return this.#isProducing || this.#isLooped ? null : this.#sound.totalCount;
  }

  /** It has been asked to come to its end, and takes no more. */
  get isFinishing(): boolean {
    return this.#isFinishing;
  }

  /** Everything has been played, or nothing will ever come. */
  get isOver(): boolean {
    if (this.#abort.signal.aborted) return true;
    return !this.#isProducing && this.#sound.isDrained && !(this.#isLooped && this.#sound.totalCount > 0);
  }

  /** Puts a source behind the others. @returns false when too many wait already */
  add(source: QueuedSource): boolean {
    if (this.#waiting.length >= MAX_SOURCES) return false;
    this.#waiting.push(source);
    if (!this.#isProducing) void this.#produce();
    return true;
  }

  pull(block: Int16Array): void {
    let count = this.#sound.pull(block);
    while (count < block.length && this.#isLooped && this.#canRepeat()) {
      this.#sound.rewind();
      count += this.#sound.pull(block, count);
    }
    block.fill(0, count);
    this.#pulledCount += count;
  }

  /** Lets the text (or the round of the file) that is being played come to its end, and drops what is after it. */
  finishGently(): void {
    this.#isFinishing = true;
    this.#isLooped = false;
    this.#waiting = [];
    const end = this.#ends.find((at) => at > this.#sound.playedCount);
    if (end === undefined) return;
    this.#sound.cutAt(end);
    this.#isProducing = false;
  }

  close(): void {
    this.#waiting = [];
    this.#abort.abort();
  }

  #canRepeat(): boolean {
    return !this.#isProducing && this.#sound.totalCount > 0;
  }

  /** Makes sound of one source after another; it runs ahead of what is played. */
  async #produce(): Promise<void> {
    this.#isProducing = true;
    for (let source = this.#waiting.shift(); source; source = this.#waiting.shift()) {
      await this.#take(source);
      this.#ends.push(this.#sound.totalCount);
    }
    this.#isProducing = false;
  }

  async #take(source: QueuedSource): Promise<void> {
    const { signal } = this.#abort;
    try {
      let isFirst = true;
      for await (const samples of source.open(signal)) {
        if (signal.aborted) return;
        if (isFirst) source.onFirst();
        isFirst = false;
        this.#sound.add(samples);
      }
    } catch (error) {
      // A playback that was stopped has nothing to complain of.
      if (!signal.aborted) source.onFailed(toAppError(error));
    }
  }
}
