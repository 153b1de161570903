import { msToSamples, TimeStretcher } from '@callwright/audio';

/** The longest packet, a block, and what stretching may add. */
const ROOM_MS = 120 + 60 + 15;
/** Blocks between two changes, so that what is left out does not turn into haste. */
const RESTING_BLOCKS = 2;
/** A delay so much too long is worked off as fast as can be. */
const URGENT_MS = 100;
/** In quiet passages even so little is put right, in voices only a whole period can be. */
const LEAST_MS = 0.5;
/** A period longer than what is missing is better than none. */
const OVERSHOOT_MS = 5;

/** Sound between decoder and block: less than a packet and a block of it, which may be stretched. */
export class DecodedSound {
  readonly #samples: Int16Array;
  readonly #stretcher: TimeStretcher;
  readonly #samplesPerMs: number;
  #count = 0;
  #blocksSinceChange = 0;
  #stretchedMs = 0;
  /** What the samples from the beginning on are, untouched; and how many they are. */
  #front: Uint8Array | null = null;
  #frontCount = 0;
  #packet: Uint8Array | null = null;

  constructor(rateHz: number) {
    this.#samples = new Int16Array(msToSamples(ROOM_MS, rateHz));
    this.#stretcher = new TimeStretcher(rateHz);
    this.#samplesPerMs = rateHz / 1000;
  }

  /** Samples that are here. */
  get count(): number {
    return this.#count;
  }

  get heldMs(): number {
    return this.#count / this.#samplesPerMs;
  }

  get stretchedMs(): number {
    return this.#stretchedMs;
  }

  /** The packet that the last block is, decoded and otherwise untouched; null when it is anything else. */
  get packet(): Uint8Array | null {
    return this.#packet;
  }

  /** How many samples make stretching work best. */
  get wantedCount(): number {
    return this.#stretcher.wantedCount;
  }

  /** A block is about to be pulled. */
  begin(): void {
    this.#blocksSinceChange += 1;
    this.#packet = null;
  }

  /** Whether it is time to change a delay that is so much too long; below 0: too short. */
  mayStretch(surplusMs: number): boolean {
    if (Math.abs(surplusMs) < LEAST_MS) return false;
    return surplusMs > URGENT_MS || this.#blocksSinceChange > RESTING_BLOCKS;
  }

  /** Leaves out, or plays twice, one period at most. */
  stretch(surplusMs: number): void {
    const most = Math.floor((Math.abs(surplusMs) + (surplusMs < 0 ? OVERSHOOT_MS : 0)) * this.#samplesPerMs);
    const changed = surplusMs > 0 ? this.#shorten(most) : this.#lengthen(most, -surplusMs);
    if (changed === 0) return;
    this.#blocksSinceChange = 0;
    this.#stretchedMs += changed / this.#samplesPerMs;
    this.#front = null;
  }

  /** @param packet what the samples are; null when nobody else may take it for them. What does not fit is left out */
  append(samples: Int16Array, packet: Uint8Array | null): void {
    const room = this.#samples.length - this.#count;
    const fitting = samples.length > room ? samples.subarray(0, room) : samples;
    if (this.#count === 0) {
      this.#front = fitting === samples ? packet : null;
      this.#frontCount = samples.length;
    }
    this.#samples.set(fitting, this.#count);
    this.#count += fitting.length;
  }

  /** @returns the silence, to put something into it */
  appendSilence(sampleCount: number): Int16Array {
    const piece = this.#samples.subarray(this.#count, this.#count + sampleCount).fill(0);
    this.append(piece, null);
    return piece;
  }

  /** Fills a block; what is missing is silence. */
  pull(block: Int16Array): void {
    const count = Math.min(block.length, this.#count);
    for (let i = 0; i < count; i++) block[i] = this.#samples[i] ?? 0;
    block.fill(0, count);
    if (count === this.#frontCount && count === block.length) this.#packet = this.#front;
    this.#front = null;
    this.#samples.copyWithin(0, count, this.#count);
    this.#count -= count;
  }

  #shorten(most: number): number {
    const removed = this.#stretcher.shorten(this.#samples, this.#count, most);
    this.#count -= removed;
    return removed;
  }

  /** In quiet passages the delay comes out exactly; a voice may overshoot. */
  #lengthen(most: number, missingMs: number): number {
    const room = Math.min(most, this.#samples.length - this.#count);
    const exact = Math.min(room, Math.floor(missingMs * this.#samplesPerMs));
    const quiet = this.#stretcher.lengthen(this.#samples, this.#count, exact);
    const added = quiet > 0 ? quiet : this.#stretcher.lengthen(this.#samples, this.#count, room);
    this.#count += added;
    return added;
  }
}
