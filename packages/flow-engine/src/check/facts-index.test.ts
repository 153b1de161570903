import { describe, expect, it } from 'vitest';
import { factOf, NOTHING, withWrite } from './facts.js';
import { FactsIndex } from './facts-index.js';

const known = (...values: readonly (readonly [string, number])[]) =>
  values.reduce((facts, [name, value]) => withWrite(facts, name, value), NOTHING);

describe('the index of facts', () => {
  it('gives the same facts one number, in whatever order they were found out', () => {
    const index = new FactsIndex();
    const first = index.find(known(['a', 1], ['b', 2]));
    expect(index.find(known(['b', 2], ['a', 1]))).toBe(first);
    expect(index.find(known(['a', 2], ['b', 1])).id).not.toBe(first.id);
    expect(index.find(known(['a', 1])).id).not.toBe(first.id);
  });

  it('tells facts apart whose hashes are the same', () => {
    const index = new FactsIndex();
    const alike = [1, 2].map((value) => new Map([['a', { ...factOf('a', ['a'], { is: 'value', value }), hash: 7 }]]));
    expect(new Set(alike.map((facts) => index.find(facts).id)).size).toBe(2);
  });
});
