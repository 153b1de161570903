import { rmsOf } from '@callwright/audio';
import { beforeAll, describe, expect, it } from 'vitest';
import { addNoise, padWithSilence, whiteNoise } from '../speech/test-noise.js';
import { createTestVoices, type TestVoices } from '../speech/test-voices.js';
import { createNoiseFilters, type NoiseFilter } from './noise-filter.js';

let createFilter: (rateHz: number) => NoiseFilter;
let voices: TestVoices;
beforeAll(async () => {
  [createFilter, voices] = await Promise.all([createNoiseFilters(), createTestVoices()]);
});

function filtered(sound: Int16Array, rateHz: number): Int16Array {
  const filter = createFilter(rateHz);
  const out = new Int16Array(sound.length);
  for (let at = 0; at + rateHz / 50 <= sound.length; at += rateHz / 50)
    out.set(filter.process(sound.subarray(at, at + rateHz / 50)), at);
  filter.close();
  filter.close();
  return out;
}
const dbOf = (now: Int16Array, before: Int16Array) => 20 * Math.log10(rmsOf(now) / rmsOf(before));

describe.each([8000, 16_000])('a noise filter at %i Hz', (rateHz) => {
  it('takes most of a steady noise away', () => {
    const noise = whiteNoise(rateHz * 4, 0.02);
    const lastTwoSeconds = rateHz * 2;
    expect(dbOf(filtered(noise, rateHz).subarray(lastTwoSeconds), noise.subarray(lastTwoSeconds))).toBeLessThan(-15);
  });

  it('leaves a voice as loud as it is, without noise and with it', () => {
    const speech = padWithSilence(
      voices.say('I would like to check my account balance.', 'rms', rateHz),
      rateHz,
      rateHz / 2,
    );
    expect(Math.abs(dbOf(filtered(speech, rateHz), speech))).toBeLessThan(2);
    expect(Math.abs(dbOf(filtered(addNoise(speech, 15), rateHz), speech))).toBeLessThan(3);
  });

  it('is no filter any more once closed', () => {
    const filter = createFilter(rateHz);
    filter.close();
    const block = whiteNoise(rateHz / 50, 0.1);
    expect(filter.process(block)).toBe(block);
  });
});

it('keeps callers apart', () => {
  const noise = whiteNoise(16_000, 0.02);
  const alone = filtered(noise, 8000);
  const other = createFilter(8000);
  const filter = createFilter(8000);
  const together = new Int16Array(noise.length);
  for (let at = 0; at < noise.length; at += 160) {
    other.process(whiteNoise(160, 0.3, at + 1));
    together.set(filter.process(noise.subarray(at, at + 160)), at);
  }
  expect(together).toEqual(alone);
  other.close();
  filter.close();
});
