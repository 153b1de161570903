import { msToSamples } from '@callwright/audio';

const AROUND_MS = 10;
/** Steps between two samples of so many times the level around them are no voice; from six times on they are a click. */
const STEEPEST = 4;
/** Below it nothing can be heard: -60 dB of full scale. */
const LEAST_LEVEL = 33;

/**
 * Takes the clicks out of the first 10 ms behind sound that was made up. A decoder that remembers what it never got
 * (Opus) may begin there with a few samples far above all that is around them.
 */
export class SoftOnset {
  readonly #around: number;
  /** The last 10 ms, before what comes next. */
  readonly #before: Int16Array;
  #isBehindGap = false;

  constructor(rateHz: number) {
    this.#around = msToSamples(AROUND_MS, rateHz);
    this.#before = new Int16Array(this.#around);
  }

  /** This was made up. */
  madeUp(samples: Int16Array): void {
    this.#isBehindGap = true;
    this.#remember(samples);
  }

  /** This was sent; changed in place where it clicks. */
  sent(samples: Int16Array): void {
    if (this.#isBehindGap) this.#soften(samples);
    this.#isBehindGap = false;
    this.#remember(samples);
  }

  /** Each step is no steeper than the level of the 20 ms around it allows. */
  #soften(samples: Int16Array): void {
    const around = this.#around;
    let energy = 0;
    for (let i = 0; i < around; i++) energy += (this.#before[i] ?? 0) ** 2 + (samples[i] ?? 0) ** 2;
    let last = this.#before[around - 1] ?? 0;
    for (let i = 0; i < around && i < samples.length; i++) {
      const steepest = STEEPEST * Math.max(LEAST_LEVEL, Math.sqrt(Math.max(0, energy) / (2 * around)));
      energy += (samples[i + around] ?? 0) ** 2 - (this.#before[i] ?? 0) ** 2;
      last += Math.max(-steepest, Math.min(steepest, (samples[i] ?? 0) - last));
      samples[i] = last;
    }
  }

  #remember(samples: Int16Array): void {
    const count = Math.min(samples.length, this.#around);
    this.#before.copyWithin(0, count);
    this.#before.set(samples.subarray(samples.length - count), this.#around - count);
  }
}
