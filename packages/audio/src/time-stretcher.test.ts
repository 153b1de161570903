import { describe, expect, it } from 'vitest';
import { levelDb, sine } from './signal.js';
import { TimeStretcher } from './time-stretcher.js';

const RATE_HZ = 8000;
const COUNT = 240;
const tone = sine(200, 30, RATE_HZ, 0.5);
const room = (samples: Int16Array): Int16Array => {
  const out = new Int16Array(COUNT + 160);
  out.set(samples.subarray(0, COUNT));
  return out;
};
const largestStep = (samples: Int16Array): number =>
  samples.reduce((most, sample, i) => Math.max(most, i === 0 ? 0 : Math.abs(sample - (samples[i - 1] ?? 0))), 0);

describe('a voice', () => {
  it('is made shorter by whole periods, without a click', () => {
    const samples = room(tone);
    const removed = new TimeStretcher(RATE_HZ).shorten(samples, COUNT, 120);
    expect(removed % 40).toBe(0);
    expect(removed).toBeGreaterThan(0);
    expect(largestStep(samples.subarray(0, COUNT - removed))).toBeLessThan(1.1 * largestStep(tone));
  });

  it('is made longer by whole periods, without a click', () => {
    const samples = room(tone);
    const added = new TimeStretcher(RATE_HZ).lengthen(samples, COUNT, 120);
    expect(added % 40).toBe(0);
    expect(added).toBeGreaterThan(0);
    expect(largestStep(samples.subarray(0, COUNT + added))).toBeLessThan(1.1 * largestStep(tone));
    expect(Math.abs(levelDb(samples.subarray(0, COUNT + added)) - levelDb(tone))).toBeLessThan(0.5);
  });

  it('is left alone when less than a period is asked for', () => {
    const samples = room(tone);
    expect(new TimeStretcher(RATE_HZ).shorten(samples, COUNT, 15)).toBe(0);
    expect(samples).toEqual(room(tone));
  });
});

describe('quiet', () => {
  const quiet = Int16Array.from({ length: COUNT }, (_, i) => ((i * 7919) % 101) - 50);

  it.each([1, 17, 100])('is made shorter and longer by exactly %i samples', (count) => {
    expect(new TimeStretcher(RATE_HZ).shorten(room(quiet), COUNT, count)).toBe(count);
    expect(new TimeStretcher(RATE_HZ).lengthen(room(quiet), COUNT, count)).toBe(count);
  });
});

it('leaves noise alone, which has no period', () => {
  let seed = 1;
  const noise = Int16Array.from({ length: COUNT }, () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (seed >> 15) - 32_768;
  });
  expect(new TimeStretcher(RATE_HZ).shorten(room(noise), COUNT, 120)).toBe(0);
});
