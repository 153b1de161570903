import { AudioError } from './audio-error.js';

/** Sound moves in blocks of this length; RFC 3551 §4.2: the default packetization interval of audio. */
export const BLOCK_MS = 20;

/** Samples of one block: 160 at 8000 Hz, 320 at 16000 Hz. */
export const blockSampleCount = (rateHz: number): number => (rateHz * BLOCK_MS) / 1000;

/** How long so many samples last. */
export const samplesToMs = (sampleCount: number, rateHz: number): number => (sampleCount * 1000) / rateHz;

/** How many whole samples so long a time holds. */
export const msToSamples = (durationMs: number, rateHz: number): number => Math.round((durationMs * rateHz) / 1000);

/** The nearest 16-bit sample to any number. */
export const saturate = (value: number): number =>
  value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : Math.round(value);

/** Whether every sample is within `limit` of zero. */
export function isSilent(samples: Int16Array, limit = 0): boolean {
  // By index: an iterator costs eight times as much here, and this is asked of every block of every call.
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0;
    if (sample > limit || sample < -limit) return false;
  }
  return true;
}

/**
 * Adds `source` onto `target` in place, with saturation.
 * @throws AudioError `audio.blockLength` when the two differ in length
 */
export function mixInto(target: Int16Array, source: Int16Array): void {
  if (target.length !== source.length)
    throw new AudioError(
      'audio.blockLength',
      `A block of ${source.length} samples was mixed into one of ${target.length}.`,
    );
  for (let i = 0; i < target.length; i++) target[i] = saturate((target[i] ?? 0) + (source[i] ?? 0));
}

/** Multiplies `samples` in place by a gain that runs evenly from `from` to `to`; equal ends are a plain gain. */
export function applyGain(samples: Int16Array, from: number, to: number): void {
  const step = (to - from) / Math.max(1, samples.length);
  for (let i = 0; i < samples.length; i++) samples[i] = saturate((samples[i] ?? 0) * (from + step * (i + 1)));
}

/** Full-scale floating point samples as 16-bit ones, with saturation. */
export function floatToInt16(samples: ArrayLike<number>): Int16Array {
  const out = new Int16Array(samples.length);
  for (let i = 0; i < out.length; i++) out[i] = saturate((samples[i] ?? 0) * 32_768);
  return out;
}

/** 16-bit samples as floating point ones from -1 to 1. */
export function int16ToFloat(samples: Int16Array): Float32Array {
  const out = new Float32Array(samples.length);
  for (let i = 0; i < out.length; i++) out[i] = (samples[i] ?? 0) / 32_768;
  return out;
}
