import { BLOCK_MS, blockSampleCount, mixInto } from '@callwright/audio';
import type { TrackId } from '@callwright/protocol';
import type { Processor, Track } from './track.js';

/**
 * One side of a call: its track, or several mixed, then the mute gate, then the processors in order. While it is hidden,
 * most processors are given silence.
 */
export class TrackSlot {
  readonly id: TrackId;
  /** What this side said last, 20 ms. */
  readonly block: Int16Array;
  readonly #scratch: Int16Array;
  readonly #silence: Int16Array;
  readonly #tracks: Track[] = [];
  #processors: readonly Processor[] = [];
  /** Blocks still to come that are hidden. */
  #hiddenCount = 0;
  #isHidden = false;
  isMuted = false;

  constructor(id: TrackId, rateHz: number) {
    this.id = id;
    this.block = new Int16Array(blockSampleCount(rateHz));
    this.#scratch = new Int16Array(this.block.length);
    this.#silence = new Int16Array(this.block.length);
  }

  get processors(): readonly Processor[] {
    return this.#processors;
  }

  /** What others may hear of the last 20 ms: silence when they were hidden. */
  get shownBlock(): Int16Array {
    return this.#isHidden ? this.#silence : this.block;
  }

  /** How long ago what is pulled now was made, in ms. */
  get delayMs(): number {
    return this.#tracks[0]?.delayMs ?? 0;
  }

  addTrack(track: Track): void {
    this.#tracks.push(track);
  }

  removeTrack(track: Track): void {
    const index = this.#tracks.indexOf(track);
    if (index >= 0) this.#tracks.splice(index, 1);
  }

  setProcessors(processors: readonly Processor[]): void {
    this.#processors = processors;
  }

  /** Hides what is said from now on, or shows it again; what was said before that and is still on its way stays hidden. */
  hide(isHidden: boolean): void {
    const onTheirWay = Math.ceil(this.delayMs / BLOCK_MS);
    this.#hiddenCount = isHidden ? Number.POSITIVE_INFINITY : Math.min(this.#hiddenCount, onTheirWay);
  }

  /** Takes the next 20 ms. @param atMs when this tick is, in ms since the epoch */
  pull(atMs: number): void {
    this.#mix();
    if (this.isMuted) this.block.fill(0);
    this.#isHidden = this.#hiddenCount > 0;
    if (this.#isHidden) this.#hiddenCount -= 1;
    const madeAtMs = atMs - this.delayMs;
    for (const processor of this.#processors)
      processor.process(processor.seesHidden === true ? this.block : this.shownBlock, madeAtMs);
  }

  /** Hands the other side's 20 ms to the tracks that can be spoken to. */
  push(block: Int16Array): void {
    for (const track of this.#tracks) track.push?.(block);
  }

  /** Closes processors, then tracks, the last first. */
  close(): void {
    for (const processor of this.#processors.toReversed()) processor.close();
    this.#processors = [];
    for (const track of this.#tracks.splice(0).toReversed()) track.close();
  }

  #mix(): void {
    const [first, ...others] = this.#tracks;
    if (first === undefined) this.block.fill(0);
    else first.pull(this.block);
    for (const track of others) {
      track.pull(this.#scratch);
      mixInto(this.block, this.#scratch);
    }
  }
}
