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

/** Stretches of 20 ms in which a tone is missing (3 dB below what it should be), in ms since the sound began. */
export const holesIn = (samples: Int16Array, frequencyHz: number, rateHz = WIRE_RATE_HZ): readonly number[] => {
  const block = rateHz / 50;
  return Array.from({ length: Math.floor(samples.length / block) }, (_, at) => at)
    .filter((at) => levelOf(samples.subarray(at * block, (at + 1) * block), frequencyHz, rateHz) < HUM_LEVEL * 0.7)
    .map((at) => at * 20);
};
