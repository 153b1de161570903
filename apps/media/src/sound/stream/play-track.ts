import { BLOCK_MS } from '@callwright/audio';
import { type BargeIn, SERVER_TRACK, toAppError } from '@callwright/protocol';
import type { KeptPackets } from '../kept/kept-packets.js';
import { KeptRun } from '../kept/kept-run.js';
import { SoundQueue } from './sound-queue.js';
import type { PacketCodec, Track } from './track.js';

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

/** What a playback is, beside its sources. */
export type PlayTrackOptions = {
  readonly kind: 'tts' | 'file';
  readonly playId: string | undefined;
  readonly rateHz: number;
  /** The file begins again when it ends. */
  readonly isLooped?: boolean;
  /** Where in the sound it begins, in samples; default 0. One that is looped begins there the first time only. */
  readonly seekCount?: number;
  /** What is kept encoded. */
  readonly packets?: KeptPackets | undefined;
};

/** Texts that may wait to be made into sound: the sentences of a long answer. */
const MAX_SOURCES = 256;
/** Sound made ahead of what is played; more is made when half of it has been heard. */
const AHEAD_S = 30;
/** A looped sound up to this long is held here; a longer one is opened anew each round. */
const HELD_S = 30;
/** In a round this long nobody hears that the next begins with a whole block, up to 20 ms later. */
const ALIGNED_ROUND_S = 10;

/**
 * What is played under one play id: texts one after another, or a file. Starts with its first piece of sound. Sound is
 * made up to half a minute ahead.
 */
export class PlayTrack implements Track {
  readonly id = SERVER_TRACK;
  readonly delayMs = 0;
  readonly kind: 'tts' | 'file';
  readonly playId: string | undefined;
  /** Where in the sound it begins, in samples. */
  readonly seekCount: number;
  /** What stops it; the latest command decides. */
  bargeIn: BargeIn = [];
  /** More texts are to come: it waits for them instead of ending. */
  isOpen = false;
  readonly #options: PlayTrackOptions;
  readonly #sound = new SoundQueue();
  readonly #run: KeptRun | null;
  readonly #abort = new AbortController();
  #isLooped: boolean;
  #waiting: QueuedSource[] = [];
  /** Where each source that is complete ends, in samples. */
  #ends: number[] = [];
  #skipCount: number;
  #isProducing = false;
  #isFinishing = false;
  /** Nothing is played beyond what is there. */
  #isCut = false;
  /** Samples handed out, repeats included, what was skipped not. */
  #pulledCount = 0;
  /** Lets the sources go on when there is room. */
  #onRoom: (() => void) | null = null;

  constructor(options: PlayTrackOptions) {
    this.#options = options;
    this.kind = options.kind;
    this.playId = options.playId;
    this.seekCount = options.seekCount ?? 0;
    this.#skipCount = this.seekCount;
    this.#isLooped = options.isLooped ?? false;
    this.#run = options.packets === undefined ? null : new KeptRun(options.packets, options.rateHz);
  }

  get pulledCount(): number {
    return this.#pulledCount;
  }

  /** Samples in all, null while some are still being made. */
  get totalCount(): number | null {
    const isGrowing = this.#isProducing || this.#isLooped || this.isOpen;
    return isGrowing ? null : this.seekCount - this.#skipCount + this.#sound.totalCount;
  }

  /** It has been asked to come to its end, and takes no more. */
  get isFinishing(): boolean {
    return this.#isFinishing;
  }

  /** Everything has been played, or nothing will ever come. */
  get isOver(): boolean {
    if (this.#abort.signal.aborted) return true;
    return !this.#isProducing && !this.isOpen && this.#sound.isDrained;
  }

  /** Puts a source behind the others. @returns false when too many wait already */
  add(source: QueuedSource): boolean {
    if (this.#waiting.length >= MAX_SOURCES) return false;
    this.#waiting.push(source);
    if (!this.#isProducing) void this.#produce();
    return true;
  }

  pull(block: Int16Array): void {
    const count = this.#sound.pull(block, this.#run?.isAsked);
    block.fill(0, count);
    this.#pulledCount += count;
    this.#run?.follow(this.#sound.pulledPiece, this.#sound.pulledOffset);
    if (this.#onRoom !== null && this.#sound.aheadCount < (AHEAD_S / 2) * this.#options.rateHz) this.#goOn();
  }

  packetOf(codec: PacketCodec): Uint8Array | null {
    return this.#run?.packetOf(codec) ?? null;
  }

  /** Lets the text (or the round of the file) that is being played come to its end, and drops what is after it. */
  finishGently(): void {
    this.#isFinishing = true;
    this.#isLooped = false;
    this.isOpen = false;
    this.#waiting = [];
    const end = this.#ends.find((at) => at > this.#sound.playedCount);
    if (end === undefined) return;
    this.#sound.cutAt(end);
    this.#isCut = true;
    this.#isProducing = false;
    this.#goOn();
  }

  close(): void {
    this.#waiting = [];
    this.#abort.abort();
    this.#goOn();
  }

  /** Makes sound of one source after another; it runs ahead of what is played. */
  async #produce(): Promise<void> {
    this.#isProducing = true;
    for (let source = this.#waiting.shift(); source; source = this.#waiting.shift()) await this.#take(source);
    this.#isProducing = false;
  }

  async #take(source: QueuedSource): Promise<void> {
    const { signal } = this.#abort;
    try {
      let held = await this.#round(source.open(signal), source.onFirst);
      while (this.#isLooped && !signal.aborted && held?.length !== 0) held = await this.#again(source, held);
    } catch (error) {
      // A playback that was stopped has nothing to complain of.
      if (!signal.aborted) source.onFailed(toAppError(error));
    }
  }

  #again(source: QueuedSource, held: readonly Int16Array[] | null): Promise<readonly Int16Array[] | null> {
    return this.#round(held ?? source.open(this.#abort.signal), null);
  }

  /** Takes all there is of a sound. @returns it, null when it is too long to be held, nothing when there was none */
  async #round(
    sound: AsyncIterable<Int16Array> | readonly Int16Array[],
    onFirst: (() => void) | null,
  ): Promise<readonly Int16Array[] | null> {
    const held: Int16Array[] = [];
    const heldCount = HELD_S * this.#options.rateHz;
    let sampleCount = 0;
    for await (const samples of sound) {
      if (this.#abort.signal.aborted || this.#isCut) return null;
      if (sampleCount === 0) onFirst?.();
      this.#add(samples, sampleCount === 0);
      sampleCount += samples.length;
      if (this.#isLooped && samples.length > 0 && sampleCount <= heldCount) held.push(samples);
      await this.#room();
    }
    this.#ends = [...this.#ends.filter((at) => at > this.#sound.playedCount), this.#sound.totalCount];
    return sampleCount <= heldCount ? held : null;
  }

  #add(samples: Int16Array, isFirst: boolean): void {
    const skippedCount = Math.min(this.#skipCount, samples.length);
    this.#skipCount -= skippedCount;
    if (skippedCount > 0) this.#sound.add(samples.subarray(skippedCount));
    else this.#sound.add(samples, isFirst && this.#mayWait(samples));
  }

  /** Whether what begins with this piece may wait for the next block, so that it is sent as it is kept. */
  #mayWait(first: Int16Array): boolean {
    const sound = this.#options.packets?.placeOf(first)?.sound;
    if (sound === undefined) return false;
    return !this.#isLooped || sound.blockCount * BLOCK_MS >= ALIGNED_ROUND_S * 1000;
  }

  /** Waits until what is ahead has been played to the half, when it is enough for now. */
  async #room(): Promise<void> {
    if (this.#sound.aheadCount < AHEAD_S * this.#options.rateHz) return;
    await new Promise<void>((resolve) => {
      this.#onRoom = resolve;
    });
  }

  #goOn(): void {
    this.#onRoom?.();
    this.#onRoom = null;
  }
}
