import { describe, expect, it } from 'vitest';
import { dateOf } from '../calendar.js';
import { pageOf, placeOf } from './paging.js';

const rows = [3, 2, 1].map((ms) => ({ id: `id ${ms}`, at: dateOf(ms) }));
const page = (limit: number) =>
  pageOf(
    rows,
    limit,
    (row) => row,
    (row) => row.id,
  );

describe('pageOf', () => {
  it('ends without a cursor when all rows fit', () => {
    expect(page(3)).toEqual({ items: ['id 3', 'id 2', 'id 1'], nextCursor: null });
  });

  it('gives a cursor to the last row shown when there are more', () => {
    const { items, nextCursor } = page(2);
    expect(items).toEqual(['id 3', 'id 2']);
    expect(placeOf(nextCursor ?? '')).toEqual({ at: dateOf(2), id: 'id 2' });
  });
});

describe('placeOf', () => {
  it('is nowhere without a cursor', () => {
    expect(placeOf(undefined)).toBeNull();
  });

  it('refuses a cursor of somebody else', () => {
    expect(() => placeOf('bm9uc2Vuc2U')).toThrow(/cursor/);
  });
});
