import { describe, expect, it } from 'vitest';
import { evenShares, moved, plainName, without, withRow } from './rows';

describe('rows of a list', () => {
  const rows = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];

  it('are changed one at a time, the others stay the same objects', () => {
    const next = withRow(rows, 1, { name: 'x' });
    expect(next).toEqual([{ name: 'a' }, { name: 'x' }, { name: 'c' }]);
    expect(next[0]).toBe(rows[0]);
  });

  it('are moved and taken away by their place', () => {
    expect(moved(rows, 0, 2).map(({ name }) => name)).toEqual(['b', 'c', 'a']);
    expect(moved(rows, 2, 1).map(({ name }) => name)).toEqual(['a', 'c', 'b']);
    expect(without(rows, 1).map(({ name }) => name)).toEqual(['a', 'c']);
  });
});

describe('shares', () => {
  it.each([1, 2, 3, 7, 20])('of %i are a hundred together, and differ by one at most', (count) => {
    const shares = evenShares(count);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(100);
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
  });
});

describe('names of variables', () => {
  it('have underscores for spaces', () => {
    expect(plainName(' order number')).toBe('order_number');
  });
});
