import { findSound, levelDb, rmsOf, sine } from '@callwright/audio';
import { expect, it } from 'vitest';
import { beep } from './beep.js';

it.each([8000, 16_000])('is 1 kHz for 400 ms, 12 dB below a full-scale sine, at %i Hz', (rateHz) => {
  const sound = beep(rateHz);
  expect(sound).toHaveLength(rateHz * 0.4);
  const middle = sound.slice(rateHz * 0.1, rateHz * 0.3);
  // A sine at full scale is 3 dB below the square wave the level is measured against.
  expect(levelDb(middle)).toBeCloseTo(-15.01, 1);
  expect(findSound(middle, sine(1000, 50, rateHz)).correlation).toBeGreaterThan(0.999);
});

it('begins and ends without a click', () => {
  const sound = beep(8000);
  for (const edge of [sound.slice(0, 8), sound.slice(-8)]) expect(rmsOf(edge)).toBeLessThan(0.02);
});
