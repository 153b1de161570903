import { expect, it } from 'vitest';
import { findSound, levelDb, rmsOf, sine, snrDb, sweep } from './signal.js';

it('measures a full-scale sine at 3 dB below full scale', () => {
  expect(levelDb(sine(1000, 1000, 8000, 1))).toBeCloseTo(-3.01, 1);
  expect(rmsOf(new Int16Array(0))).toBe(0);
});

it('finds a sound to the sample, even under noise', () => {
  const needle = sweep(300, 3000, 100, 8000);
  const haystack = Int16Array.from({ length: 4000 }, (_, i) => ((i * 7919) % 4001) - 2000);
  for (const [i, sample] of needle.entries()) haystack[1234 + i] = sample;
  const match = findSound(haystack, needle);
  expect(match.offset).toBe(1234);
  expect(match.correlation).toBeGreaterThan(0.99);
});

it('does not find a sound that is not there', () => {
  expect(findSound(sine(440, 300, 8000), sweep(300, 3000, 100, 8000)).correlation).toBeLessThan(0.5);
});

it('gives the ratio of signal to error in dB', () => {
  const tone = sine(1000, 100, 8000, 0.5);
  expect(
    snrDb(
      tone,
      tone.map((sample) => sample * 0.9),
    ),
  ).toBeCloseTo(20, 0);
});
