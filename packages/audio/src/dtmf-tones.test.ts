import { expect, it } from 'vitest';
import { dtmfTones, keyFrequencies } from './dtmf-tones.js';
import { rmsOf } from './signal.js';

/** Power at one frequency, by Goertzel. */
function powerAt(samples: Int16Array, frequencyHz: number, rateHz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * frequencyHz) / rateHz);
  let [s1, s2] = [0, 0];
  for (const sample of samples) [s1, s2] = [sample + coefficient * s1 - s2, s1];
  return s1 * s1 + s2 * s2 - coefficient * s1 * s2;
}
const allHz = [697, 770, 852, 941, 1209, 1336, 1477, 1633];

it.each([...'0123456789*#ABCD'])('sounds the two frequencies of %s and no others', (digit) => {
  const tone = dtmfTones(digit, 8000).subarray(0, 800);
  const loudest = allHz.toSorted((a, b) => powerAt(tone, b, 8000) - powerAt(tone, a, 8000));
  expect(new Set(loudest.slice(0, 2))).toEqual(new Set(keyFrequencies(digit)));
  expect(powerAt(tone, loudest[1] ?? 0, 8000) / powerAt(tone, loudest[2] ?? 0, 8000)).toBeGreaterThan(20);
});

it('is quiet between keys and during a comma', () => {
  const sound = dtmfTones('1,2', 16_000, { toneMs: 50, gapMs: 50 });
  expect(sound).toHaveLength(16 * (100 + 500 + 100));
  expect(rmsOf(sound.subarray(16 * 50, 16 * 600))).toBe(0);
  expect(rmsOf(sound.subarray(16 * 600, 16 * 650))).toBeGreaterThan(0.1);
});

it('leaves out what is no key', () => {
  expect(keyFrequencies('x')).toBeNull();
  expect(dtmfTones('x', 8000)).toHaveLength(0);
});
