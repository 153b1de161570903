import { describe, expect, it } from 'vitest';
import { draw } from './random.js';

const drawn = (seed: number, count: number): readonly number[] => {
  const values: number[] = [];
  let now = seed;
  for (let at = 0; at < count; at += 1) {
    const next = draw(now);
    values.push(next.value);
    now = next.seed;
  }
  return values;
};

describe('draw', () => {
  it('gives the same numbers for the same seed, and others for another', () => {
    expect(drawn(7, 5)).toEqual(drawn(7, 5));
    expect(drawn(7, 5)).not.toEqual(drawn(8, 5));
  });

  it('spreads evenly from 0 up to but not 1, for one seed and over seeds', () => {
    const samples = [drawn(1, 10_000), Array.from({ length: 10_000 }, (_, seed) => draw(seed).value)];
    for (const values of samples) {
      const tenths = Array.from(
        { length: 10 },
        (_, at) => values.filter((value) => Math.floor(value * 10) === at).length,
      );
      for (const count of tenths) expect(count).toBeGreaterThan(850);
      for (const count of tenths) expect(count).toBeLessThan(1_150);
    }
  });
});
