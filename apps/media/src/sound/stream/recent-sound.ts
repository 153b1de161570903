import { samplesToMs } from '@callwright/audio';

/** The last few seconds of a track: speech is only known for speech when some of it has already passed. */
export class RecentSound {
  readonly #ring: Int16Array;
  readonly #rateHz: number;
  #writtenCount = 0;
  #endMs = 0;

  constructor(rateHz: number, keptMs: number) {
    this.#rateHz = rateHz;
    this.#ring = new Int16Array(Math.round((rateHz * keptMs) / 1000));
  }

  /** When the sound kept ends, in ms since the epoch. */
  get endMs(): number {
    return this.#endMs;
  }

  /** @param atMs when the first sample of the block was made */
  write(block: Int16Array, atMs: number): void {
    const at = this.#writtenCount % this.#ring.length;
    const first = this.#ring.length - at;
    if (first >= block.length) this.#ring.set(block, at);
    else {
      this.#ring.set(block.subarray(0, first), at);
      this.#ring.set(block.subarray(first));
    }
    this.#writtenCount += block.length;
    this.#endMs = atMs + samplesToMs(block.length, this.#rateHz);
  }

  /** What is kept from `fromMs` on, as a copy, and when it begins. */
  since(fromMs: number): { readonly samples: Int16Array; readonly startMs: number } {
    const wanted = Math.round(((this.#endMs - fromMs) * this.#rateHz) / 1000);
    const count = Math.max(0, Math.min(wanted, this.#writtenCount, this.#ring.length));
    const samples = new Int16Array(count);
    const from = (this.#writtenCount - count) % this.#ring.length;
    const first = Math.min(count, this.#ring.length - from);
    samples.set(this.#ring.subarray(from, from + first));
    samples.set(this.#ring.subarray(0, count - first), first);
    return { samples, startMs: this.#endMs - samplesToMs(count, this.#rateHz) };
  }
}
