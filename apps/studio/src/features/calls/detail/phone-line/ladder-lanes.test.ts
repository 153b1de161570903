import type { LadderRow } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { arrowOf, rowByKey, rowsOfSteps } from './ladder-lanes';

const row = (...steps: number[]): LadderRow => ({
  atMs: 0,
  lastAtMs: 0,
  times: steps.length,
  from: 0,
  to: 1,
  kind: 'request',
  title: 'INVITE',
  note: null,
  steps,
});

describe('the drawing of a ladder', () => {
  it('spans the lanes of both ends, and points at the one it goes to', () => {
    expect(arrowOf({ from: 0, to: 2 })).toEqual({ first: 1, last: 3, pointsRight: true });
    expect(arrowOf({ from: 2, to: 1 })).toEqual({ first: 2, last: 3, pointsRight: false });
  });

  it('finds the rows in which messages are, also those sent again', () => {
    expect(rowsOfSteps([row(0, 2, 5), row(1), row(3)], [5, 3])).toEqual([0, 2]);
  });

  it.each([
    ['ArrowDown', 0, 1],
    ['ArrowDown', 2, null],
    ['ArrowUp', 0, null],
    ['Home', 2, 0],
    ['End', 0, 2],
    ['Enter', 1, null],
  ])('%s in row %s of three leads to %s', (key, at, next) => {
    expect(rowByKey(key, at, 3)).toBe(next);
  });
});
