import { AudioError } from './audio-error.js';
import { saturate } from './block.js';

/** Taps of each phase when the rate rises; a falling rate needs proportionally more. */
const TAPS = 48;
/** Kaiser window: about 80 dB of stop band. */
const KAISER_BETA = 8;
/** Pass band as a part of what the lower rate can carry; the rest is the slope of the filter. */
const PASS_BAND = 0.9;
/** Longest table of coefficients worth having; ratios beyond it (44101 to 8000) are nobody's telephone. */
const MAX_COEFFICIENTS = 1 << 20;

/**
 * Changes the sample rate of one stream of sound, piece by piece, by a polyphase filter.
 * The output lags by {@link delayMs}, unless made with `aligned`, which swallows the lag at the start and gives it back
 * in `flush`: for whole files.
 */
export class Resampler {
  readonly #filter: Filter;
  /** The last `taps - 1` samples of what came before, followed by what is being worked on. */
  #window: Float32Array;
  /** Position of the next output sample: whole input samples into the window's new part, and the phase beyond it. */
  #at: number;
  #phase = 0;

  /** @throws AudioError `audio.badRate` when the two rates have no ratio a filter can be made for */
  constructor(fromHz: number, toHz: number, options: { readonly aligned?: boolean } = {}) {
    this.#filter = filterFor(fromHz, toHz);
    this.#window = new Float32Array(this.#filter.taps - 1);
    this.#at = options.aligned ? this.#filter.delaySamples : 0;
  }

  /** How far the output lags behind the input. */
  get delayMs(): number {
    return (this.#filter.delaySamples * 1000) / this.#filter.fromHz;
  }

  /**
   * Takes the next samples and gives those they complete. Blocks whose length divides evenly by the ratio give blocks
   * of equal length.
   */
  process(samples: Int16Array): Int16Array {
    const out = new Int16Array(this.outputCount(samples.length));
    this.processInto(samples, out);
    return out;
  }

  /** How many samples the next so many complete. */
  outputCount(sampleCount: number): number {
    const { up, down } = this.#filter;
    const available = (sampleCount - this.#at) * up - this.#phase;
    return available <= 0 ? 0 : Math.ceil(available / down);
  }

  /**
   * As `process`, without a new array.
   * @param target where the samples go, from its start; as long as `outputCount` says or longer
   * @returns how many they are
   */
  processInto(samples: Int16Array, target: Int16Array): number {
    const { taps, up, down, coefficients } = this.#filter;
    const count = this.outputCount(samples.length);
    const window = this.#extend(samples);
    let at = this.#at;
    let phase = this.#phase;
    for (let n = 0; n < count; n++) {
      target[n] = saturate(dotProduct(coefficients, phase * taps, window, at, taps));
      phase += down;
      at += Math.floor(phase / up);
      phase %= up;
    }
    this.#at = at - samples.length;
    this.#phase = phase;
    return count;
  }

  /** What the filter still holds: the last `delayMs` of sound. The resampler is spent afterwards. */
  flush(): Int16Array {
    return this.process(new Int16Array(this.#filter.delaySamples));
  }

  /** Puts new samples behind the history, and keeps the history for the next time. */
  #extend(samples: Int16Array): Float32Array {
    const historyLength = this.#filter.taps - 1;
    const window =
      this.#window.length === historyLength + samples.length
        ? this.#window
        : grown(this.#window, historyLength, samples.length);
    if (window === this.#window) window.copyWithin(0, window.length - historyLength);
    window.set(samples, historyLength);
    this.#window = window;
    return window;
  }
}

/** Two sums at a time: the additions of one need not wait for those of the other. `taps` is even. */
// biome-ignore lint/complexity/useMaxParams: made into an object they would be allocated for every sample
function dotProduct(a: Float32Array, atA: number, b: Float32Array, atB: number, taps: number): number {
  let even = 0;
  let odd = 0;
  for (let k = 0; k < taps; k += 2) {
    even += (a[atA + k] ?? 0) * (b[atB + k] ?? 0);
    odd += (a[atA + k + 1] ?? 0) * (b[atB + k + 1] ?? 0);
  }
  return even + odd;
}

function grown(window: Float32Array, historyLength: number, sampleCount: number): Float32Array {
  const next = new Float32Array(historyLength + sampleCount);
  next.set(window.subarray(window.length - historyLength));
  return next;
}

/** A whole sound at another rate, neither shifted nor lengthened. Equal rates give the same samples back. */
export function resample(samples: Int16Array, fromHz: number, toHz: number): Int16Array {
  if (fromHz === toHz) return samples;
  const resampler = new Resampler(fromHz, toHz, { aligned: true });
  const body = resampler.process(samples);
  const rest = resampler.flush();
  const out = new Int16Array(body.length + rest.length);
  out.set(body);
  out.set(rest, body.length);
  return out;
}

type Filter = {
  readonly fromHz: number;
  readonly up: number;
  readonly down: number;
  readonly taps: number;
  readonly delaySamples: number;
  /** One row of `taps` a phase, oldest sample first. */
  readonly coefficients: Float32Array;
};

const filters = new Map<string, Filter>();

function filterFor(fromHz: number, toHz: number): Filter {
  const key = `${fromHz}/${toHz}`;
  const known = filters.get(key);
  if (known !== undefined) return known;
  if (!Number.isInteger(fromHz) || !Number.isInteger(toHz) || fromHz < 1000 || toHz < 1000)
    throw new AudioError('audio.badRate', `Cannot change the rate from ${fromHz} to ${toHz} Hz.`);
  const filter = designFilter(fromHz, toHz);
  filters.set(key, filter);
  return filter;
}

function designFilter(fromHz: number, toHz: number): Filter {
  const common = greatestCommonDivisor(fromHz, toHz);
  const up = toHz / common;
  const down = fromHz / common;
  const scale = Math.min(1, toHz / fromHz);
  const taps = 2 * Math.ceil(TAPS / scale / 2);
  if (taps * up > MAX_COEFFICIENTS)
    throw new AudioError('audio.badRate', `The ratio of ${fromHz} to ${toHz} Hz is too odd to be filtered.`);
  const coefficients = new Float32Array(taps * up);
  const delaySamples = taps / 2;
  for (let phase = 0; phase < up; phase++)
    fillRow(coefficients.subarray(phase * taps, (phase + 1) * taps), phase / up, scale);
  return { fromHz, up, down, taps, delaySamples, coefficients };
}

/** One phase: a sinc at the cut-off under a Kaiser window, each row scaled to a gain of one. */
function fillRow(row: Float32Array, fraction: number, scale: number): void {
  const half = row.length / 2;
  const cutoff = scale * PASS_BAND;
  let sum = 0;
  for (let k = 0; k < row.length; k++) {
    // The newest sample is the last of the row; the sound is taken `half` samples before the newest.
    const distance = row.length - 1 - k + fraction - half;
    row[k] = sinc(distance * cutoff) * kaiser(distance / half);
    sum += row[k] ?? 0;
  }
  for (let k = 0; k < row.length; k++) row[k] = (row[k] ?? 0) / sum;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const kaiser = (x: number): number =>
  Math.abs(x) >= 1 ? 0 : besselI0(KAISER_BETA * Math.sqrt(1 - x * x)) / besselI0(KAISER_BETA);

function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
