import { rmsOf, saturate } from '@callwright/audio';

/**
 * White noise, the same for the same seed.
 * @param level root mean square, 0 to 1 of full scale
 */
export function whiteNoise(sampleCount: number, level: number, seed = 1): Int16Array {
  const next = createUniform(seed);
  // A uniform spread of -a to a has a root mean square of a / sqrt(3).
  const reach = level * Math.sqrt(3) * 32_768;
  return Int16Array.from({ length: sampleCount }, () => saturate((2 * next() - 1) * reach));
}

/** A sound with white noise over it, so many dB below the level of the whole sound. */
export function addNoise(samples: Int16Array, snrDb: number, seed = 1): Int16Array {
  const noise = whiteNoise(samples.length, rmsOf(samples) / 10 ** (snrDb / 20), seed);
  return samples.map((sample, index) => saturate(sample + (noise[index] ?? 0)));
}

/** A sound with silence before and after it. */
export function padWithSilence(samples: Int16Array, beforeSamples: number, afterSamples: number): Int16Array {
  const padded = new Int16Array(beforeSamples + samples.length + afterSamples);
  padded.set(samples, beforeSamples);
  return padded;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function createUniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
