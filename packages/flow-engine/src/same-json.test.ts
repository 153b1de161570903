import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameJson } from './same-json.js';
import { fuzzRuns } from './testing/fuzz-runs.js';

describe('isSameJson', () => {
  it('does not mind the order of keys, nor undefined fields', () => {
    expect(isSameJson({ a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2, e: undefined }], a: 1 })).toBe(true);
  });

  it('knows one zero, as JSON does', () => {
    expect(isSameJson({ a: -0 }, { a: 0 })).toBe(true);
  });

  it.each([
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { b: 1 }],
    [{ a: 1 }, { a: 1, b: 1 }],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 1]],
    [[], {}],
    [null, {}],
    ['1', 1],
    [{ a: undefined }, { a: null }],
  ])('tells %j from %j', (a, b) => {
    expect(isSameJson(a, b)).toBe(false);
    expect(isSameJson(b, a)).toBe(false);
  });

  it('holds for whatever went through text', () => {
    const property = fc.property(fc.jsonValue(), (value) => isSameJson(value, JSON.parse(JSON.stringify(value))));
    fc.assert(property, { numRuns: fuzzRuns(300), seed: 1 });
  });
});
