import { msToSamples } from './block.js';
import { findPeriod, LONGEST_PERIOD_MS, type Period, SHORTEST_PERIOD_MS } from './pitch.js';

/** Root mean square below which sound has nothing to spoil: -50 dB of full scale. */
const QUIET = 104;
/** How much a period has to resemble the one before to be left out or played twice. */
const ALIKE = 0.8;
const COMPARED_MS = 10;

/**
 * Makes sound a little shorter or longer without changing its pitch: one whole period of the voice is left out or played
 * twice, cross-faded over its length (as WSOLA does). Quiet passages may be cut anywhere. Works in place; nothing is
 * allocated.
 */
export class TimeStretcher {
  readonly #shortest: number;
  readonly #longest: number;
  readonly #period: Period = { lag: 0, correlation: 0 };
  readonly #range: { at: number; count: number; minLag: number; maxLag: number; step: number };
  readonly #compared: number;

  constructor(rateHz: number) {
    this.#shortest = msToSamples(SHORTEST_PERIOD_MS, rateHz);
    this.#longest = msToSamples(LONGEST_PERIOD_MS, rateHz);
    this.#compared = msToSamples(COMPARED_MS, rateHz);
    this.#range = { at: 0, count: 0, minLag: this.#shortest, maxLag: 0, step: Math.max(1, Math.round(rateHz / 4000)) };
  }

  /** With so many samples every period can be worked with. */
  get wantedCount(): number {
    return 2 * this.#longest;
  }

  /**
   * Leaves out one period of the first `count` samples.
   * @param most never more than this
   * @returns how many samples are gone; 0 where nothing could be left out unheard
   */
  shorten(samples: Int16Array, count: number, most: number): number {
    const at = Math.min(this.#longest, count >> 1);
    const length = this.#lengthAt(samples, at, Math.min(count - at, this.#compared), Math.min(at, most));
    for (let i = 0; i < length; i++) {
      const weight = (i + 1) / (length + 1);
      const to = at - length + i;
      samples[to] = (samples[to] ?? 0) * (1 - weight) + (samples[at + i] ?? 0) * weight;
    }
    if (length > 0) samples.copyWithin(at, at + length, count);
    return length;
  }

  /**
   * Plays one period of the first `count` samples twice; `samples` has room for 15 ms more.
   * @returns how many samples were added, at most `most`; 0 where that would be heard
   */
  lengthen(samples: Int16Array, count: number, most: number): number {
    const at = Math.min(this.#longest, count >> 1);
    const length = this.#lengthAt(samples, at, Math.min(count - at, this.#compared), Math.min(at, most));
    if (length === 0) return 0;
    samples.copyWithin(at + length, at, count);
    for (let i = 0; i < length; i++) {
      const weight = (i + 1) / (length + 1);
      const passed = (samples[at + length + i] ?? 0) * (1 - weight);
      samples[at + i] = passed + (samples[at - length + i] ?? 0) * weight;
    }
    return length;
  }

  #lengthAt(samples: Int16Array, at: number, compared: number, most: number): number {
    if (most < 1 || compared < 1) return 0;
    if (isQuiet(samples, at - most, at + most)) return most;
    if (most < this.#shortest) return 0;
    const range = this.#range;
    range.at = at;
    range.count = compared;
    range.maxLag = most;
    findPeriod(samples, range, this.#period);
    return this.#period.correlation >= ALIKE ? this.#period.lag : 0;
  }
}

function isQuiet(samples: Int16Array, from: number, to: number): boolean {
  let sum = 0;
  for (let i = from; i < to; i++) sum += (samples[i] ?? 0) ** 2;
  return sum < (to - from) * QUIET * QUIET;
}
