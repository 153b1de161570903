import { sine } from '@callwright/audio';
import { WIRE_RATE_HZ } from './wire-caller.js';

/** Level of every tone that callers hum, of full scale. */
export const HUM_LEVEL = 0.2;

/** A tone that begins again without a click after a second. @param frequencyHz a whole number */
export const hum = (frequencyHz: number): Int16Array => sine(frequencyHz, 1000, WIRE_RATE_HZ, HUM_LEVEL);

/** How loud one tone is in a sound, of full scale; 0.2 for a {@link hum}. (Goertzel) */
export const levelOf = (samples: Int16Array, frequencyHz: number, rateHz = WIRE_RATE_HZ): number => {
  const turn = (2 * Math.PI * frequencyHz) / rateHz;
  let real = 0;
  let imaginary = 0;
  samples.forEach((sample, at) => {
    real += sample * Math.cos(turn * at);
    imaginary += sample * Math.sin(turn * at);
  });
  return (2 * Math.hypot(real, imaginary)) / Math.max(1, samples.length) / 32_768;
};

const WINDOW_S = 0.05;

/**
 * How loud one tone is on average of windows of 50 ms. Unlike {@link levelOf} over all of it, this does not mind where
 * sound was stretched, cut or made up in between, as a jitter buffer does when packets come late.
 */
export const loudnessOf = (samples: Int16Array, frequencyHz: number, rateHz: number): number => {
  const size = Math.round(rateHz * WINDOW_S);
  const count = Math.floor(samples.length / size);
  const levels = Array.from({ length: count }, (_, at) =>
    levelOf(samples.subarray(at * size, (at + 1) * size), frequencyHz, rateHz),
  );
  return levels.reduce((sum, one) => sum + one, 0) / Math.max(1, count);
};

/** Stretches of 20 ms in which a tone is missing (3 dB below what it should be), in ms since the sound began. */
export const holesIn = (samples: Int16Array, frequencyHz: number, rateHz = WIRE_RATE_HZ): readonly number[] => {
  const block = rateHz / 50;
  return Array.from({ length: Math.floor(samples.length / block) }, (_, at) => at)
    .filter((at) => levelOf(samples.subarray(at * block, (at + 1) * block), frequencyHz, rateHz) < HUM_LEVEL * 0.7)
    .map((at) => at * 20);
};
