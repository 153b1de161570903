import { sine, snrDb } from '@callwright/audio';
import { expect, it } from 'vitest';
import { findJumps } from './impairment/clicks.js';
import { SoftOnset } from './soft-onset.js';

const RATE_HZ = 16_000;
const FRAME = RATE_HZ / 50;
/** Soft noise, the same each time. */
const hiss = (level: number): Int16Array =>
  Int16Array.from({ length: FRAME }, (_, at) => level * Math.sin(at * at * 0.37));
/** A soft frame with the few samples far above it that a decoder begins with behind a gap. */
const clicking = (): Int16Array => {
  const frame = hiss(60);
  frame.set([-320, 130, -360, 190], 37);
  return frame;
};
const whole = (...frames: readonly Int16Array[]): Int16Array => Int16Array.from(frames.flatMap((frame) => [...frame]));

it('leaves no click at the beginning of sound behind a gap', () => {
  const [before, after] = [hiss(60), clicking()];
  expect(findJumps(whole(before, after, hiss(60)), RATE_HZ)).not.toEqual([]);
  const onset = new SoftOnset(RATE_HZ);
  onset.madeUp(before);
  onset.sent(after);
  expect(findJumps(whole(before, after, hiss(60)), RATE_HZ)).toEqual([]);
});

it('leaves sound as it is where nothing was made up, and from the second packet behind a gap on', () => {
  const onset = new SoftOnset(RATE_HZ);
  onset.sent(hiss(60));
  const first = clicking();
  onset.sent(first);
  expect(first).toEqual(clicking());
  onset.madeUp(hiss(60));
  onset.sent(hiss(60));
  const second = clicking();
  onset.sent(second);
  expect(second).toEqual(clicking());
});

it.each([200, 1000, 3000])('changes nothing of a voice that sets in loudly behind a gap (%i Hz)', (hertz) => {
  const onset = new SoftOnset(RATE_HZ);
  onset.madeUp(new Int16Array(FRAME));
  const voice = sine(hertz, 20, RATE_HZ);
  onset.sent(voice);
  expect(snrDb(sine(hertz, 20, RATE_HZ), voice)).toBeGreaterThan(60);
});

it('takes packets of any length', () => {
  const onset = new SoftOnset(RATE_HZ);
  for (const length of [0, 40, 80, 2000]) {
    onset.madeUp(new Int16Array(length));
    onset.sent(new Int16Array(length).fill(9000));
  }
  expect(() => onset.sent(new Int16Array(0))).not.toThrow();
});
