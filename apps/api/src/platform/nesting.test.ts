import { expect, it } from 'vitest';
import { nestsDeeper } from './nesting.js';

const nested = (depth: number): unknown => JSON.parse('{"a":['.repeat(depth / 2) + ']}'.repeat(depth / 2));

it('tells how deep a value is nested, whatever its depth', () => {
  expect(nestsDeeper(nested(10), 10)).toBe(false);
  expect(nestsDeeper([1, nested(10)], 10)).toBe(true);
  expect(nestsDeeper(nested(1_000_000), 1_000)).toBe(true);
  for (const flat of [null, 'a', 1, undefined]) expect(nestsDeeper(flat, 0)).toBe(false);
});
