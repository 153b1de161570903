import { msToSamples } from './block.js';
import { findPeriod, LONGEST_PERIOD_MS, type Period, SHORTEST_PERIOD_MS } from './pitch.js';

const HISTORY_MS = 50;
/** What is compared to find the period. */
const COMPARED_MS = 20;
/** G.711 Appendix I: as it was for 10 ms, then softer, and silent after 60 ms. */
const FULL_MS = 10;
const LONGEST_MS = 60;
/** How long real sound takes to take over: 4 ms and 4 more for each 10 ms made up, at most 10 (Appendix I, I.2.7). */
const SHORTEST_JOIN_MS = 4;
const LONGEST_JOIN_MS = 10;
/** Sound that resembles its past less than this has no pitch; a longer piece of it is repeated, which does not buzz. */
const VOICED = 0.5;
const UNVOICED_MS = 20;

/**
 * Makes up for sound that is lost by repeating the last period of what was heard, in the spirit of ITU-T G.711 Appendix
 * I: pieces overlap, what is made up fades within 60 ms, and real sound takes over without a click.
 * All sound of a decoder passes through it, so that it knows what to repeat. No delay; nothing allocated but at its start.
 */
export class WaveformConcealer {
  readonly #rateHz: number;
  readonly #history: Int16Array;
  readonly #cycle: Int16Array;
  readonly #join: Int16Array;
  readonly #period: Period = { lag: 0, correlation: 0 };
  readonly #range: { at: number; count: number; minLag: number; maxLag: number; step: number };
  #cycleLength = 0;
  /** Samples made up since real sound ended; -1 while there is real sound. */
  #madeUp = -1;
  /** What lies between the last real sample and the one a period earlier: it is taken back over a quarter of a period. */
  #offset = 0;

  constructor(rateHz: number) {
    this.#rateHz = rateHz;
    this.#history = new Int16Array(msToSamples(HISTORY_MS, rateHz));
    this.#cycle = new Int16Array(msToSamples(UNVOICED_MS, rateHz));
    this.#join = new Int16Array(msToSamples(LONGEST_JOIN_MS, rateHz));
    const count = msToSamples(COMPARED_MS, rateHz);
    this.#range = {
      at: this.#history.length - count,
      count,
      minLag: msToSamples(SHORTEST_PERIOD_MS, rateHz),
      maxLag: msToSamples(LONGEST_PERIOD_MS, rateHz),
      step: Math.max(1, Math.round(rateHz / 4000)),
    };
  }

  /** Takes real sound. After something made up its beginning is changed in place, so that it joins. */
  heard(samples: Int16Array): void {
    if (this.#madeUp >= 0 && samples.length > 0) this.#rejoin(samples);
    this.#remember(samples);
  }

  /** Fills `target` with what may have followed; silence when nothing was heard yet, or too much is missing. */
  conceal(target: Int16Array): void {
    if (this.#madeUp < 0) this.#begin();
    this.#makeUp(target);
    this.#remember(target);
  }

  #begin(): void {
    this.#madeUp = 0;
    findPeriod(this.#history, this.#range, this.#period);
    const { lag, correlation } = this.#period;
    const repeats = correlation >= VOICED ? 1 : Math.max(1, Math.floor(this.#cycle.length / lag));
    const length = lag * repeats;
    this.#cycleLength = length;
    const end = this.#history.length;
    const cycle = this.#cycle;
    cycle.set(this.#history.subarray(end - length), 0);
    // The end of a period flows into its beginning.
    const quarter = lag >> 2;
    for (let i = 0; i < quarter; i++) {
      const at = length - quarter + i;
      const weight = (i + 1) / quarter;
      cycle[at] = (cycle[at] ?? 0) * (1 - weight) + (this.#history[end - length - quarter + i] ?? 0) * weight;
    }
    this.#offset = (this.#history[end - 1] ?? 0) - (this.#history[end - 1 - length] ?? 0);
  }

  #makeUp(target: Int16Array): void {
    const full = msToSamples(FULL_MS, this.#rateHz);
    const fading = msToSamples(LONGEST_MS - FULL_MS, this.#rateHz);
    const quarter = Math.max(1, this.#period.lag >> 2);
    for (let i = 0; i < target.length; i++) {
      const n = this.#madeUp + i;
      const gain = n < full ? 1 : Math.max(0, 1 - (n - full) / fading);
      const offset = n < quarter ? this.#offset * (1 - (n + 1) / quarter) : 0;
      const sample = ((this.#cycle[n % this.#cycleLength] ?? 0) + offset) * gain;
      target[i] = sample > 32_767 ? 32_767 : sample < -32_768 ? -32_768 : sample;
    }
    this.#madeUp += target.length;
  }

  #rejoin(samples: Int16Array): void {
    const wantedMs = SHORTEST_JOIN_MS * (1 + (this.#madeUp * 100) / this.#rateHz);
    const count = Math.min(samples.length, msToSamples(Math.min(LONGEST_JOIN_MS, wantedMs), this.#rateHz));
    const join = this.#join.length === count ? this.#join : this.#join.subarray(0, count);
    this.#makeUp(join);
    for (let i = 0; i < count; i++) {
      const weight = (i + 1) / (count + 1);
      samples[i] = (join[i] ?? 0) * (1 - weight) + (samples[i] ?? 0) * weight;
    }
    this.#madeUp = -1;
  }

  #remember(samples: Int16Array): void {
    const history = this.#history;
    if (samples.length >= history.length) history.set(samples.subarray(samples.length - history.length));
    else {
      history.copyWithin(0, samples.length);
      history.set(samples, history.length - samples.length);
    }
  }
}
