import { expect, it } from 'vitest';
import { OverloadWatch } from './overload-watch.js';

const counts = (onTime: number, late: number, skippedTicks = 0) => {
  const all: number[] = new Array(81).fill(0);
  all[0] = onTime;
  all[45] = late;
  return { latenessCounts: all, skippedTicks };
};

it('finds a process overloaded while ticks are late again and again, and not a moment longer', () => {
  const watch = new OverloadWatch();
  expect(watch.isOverloaded(counts(50, 0))).toBe(false);
  expect(watch.isOverloaded(counts(80, 20))).toBe(false);
  expect(watch.isOverloaded(counts(90, 60))).toBe(true);
  expect(watch.isOverloaded(counts(140, 60))).toBe(false);
});

it('finds one without calls idle', () => {
  const watch = new OverloadWatch();
  expect(watch.isOverloaded(counts(0, 0))).toBe(false);
});

it('finds one overloaded that left ticks out, and not a moment longer', () => {
  const watch = new OverloadWatch();
  expect(watch.isOverloaded(counts(45, 2, 3))).toBe(true);
  expect(watch.isOverloaded(counts(95, 2, 3))).toBe(false);
});
