import { saturate } from './block.js';

/** A sine of one frequency. `amplitude`: 0 to 1 of full scale. Starts at phase zero. */
export function sine(frequencyHz: number, durationMs: number, rateHz: number, amplitude = 0.5): Int16Array {
  const count = Math.round((durationMs * rateHz) / 1000);
  const step = (2 * Math.PI * frequencyHz) / rateHz;
  return Int16Array.from({ length: count }, (_, i) => saturate(Math.sin(step * i) * amplitude * 32_767));
}

/**
 * A sine that climbs evenly from one frequency to another: the signal to measure offsets with, since it resembles
 * itself at no other offset.
 */
export function sweep(fromHz: number, toHz: number, durationMs: number, rateHz: number): Int16Array {
  const count = Math.round((durationMs * rateHz) / 1000);
  const seconds = durationMs / 1000;
  return Int16Array.from({ length: count }, (_, i) => {
    const t = i / rateHz;
    return saturate(Math.sin(2 * Math.PI * (fromHz * t + ((toHz - fromHz) * t * t) / (2 * seconds))) * 16_000);
  });
}

/** Root mean square, 0 to 1 of full scale; 0 for nothing. */
export function rmsOf(samples: Int16Array): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length) / 32_768;
}

/** Level in dB below full scale (a square wave at full scale is 0), -Infinity for silence. */
export const levelDb = (samples: Int16Array): number => 20 * Math.log10(rmsOf(samples));

/** Power of `reference` over the power of what `heard` differs from it by, in dB. Both begin together. */
export function snrDb(reference: Int16Array, heard: Int16Array): number {
  let signal = 0;
  let noise = 0;
  for (let i = 0; i < Math.min(reference.length, heard.length); i++) {
    const wanted = reference[i] ?? 0;
    const error = (heard[i] ?? 0) - wanted;
    signal += wanted * wanted;
    noise += error * error;
  }
  return 10 * Math.log10(signal / noise);
}

/** Where one sound was found in another. */
export type Match = {
  /** Samples of `haystack` before `needle` begins. */
  readonly offset: number;
  /** Normalised correlation there, -1 to 1. */
  readonly correlation: number;
};

/**
 * Finds `needle` in `haystack` by normalised correlation.
 * @param fromOffset first offset tried; `toOffset` the last; both are clipped to where the needle fits
 */
export function findSound(
  haystack: Int16Array,
  needle: Int16Array,
  fromOffset = 0,
  toOffset = haystack.length - needle.length,
): Match {
  let best: Match = { offset: -1, correlation: -1 };
  const norm = energyOf(needle, 0, needle.length);
  const [first, last] = [Math.max(0, fromOffset), Math.min(toOffset, haystack.length - needle.length)];
  let energy = energyOf(haystack, first, needle.length);
  for (let offset = first; offset <= last; offset++) {
    let product = 0;
    for (let i = 0; i < needle.length; i++) product += (needle[i] ?? 0) * (haystack[offset + i] ?? 0);
    const correlation = product / Math.sqrt(Math.max(1, norm * energy));
    if (correlation > best.correlation) best = { offset, correlation };
    // Whole numbers: nothing is lost however long this goes on.
    energy += (haystack[offset + needle.length] ?? 0) ** 2 - (haystack[offset] ?? 0) ** 2;
  }
  return best;
}

function energyOf(samples: Int16Array, from: number, count: number): number {
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += (samples[i] ?? 0) ** 2;
  return sum;
}
