import { pathStep, type TranscriptEntry, transcriptEntry } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { entryAt, regionsOf, stepAt, stepBeside, stepEndMs, wordAt } from './call-moments';

const said = (atMs: number, endMs: number | null): TranscriptEntry =>
  transcriptEntry.parse({ atMs, endMs, by: 'system', kind: 'speech', text: 'x', nodeId: null });
const step = (nodeId: string, enteredAtMs: number, leftAtMs: number | null) =>
  pathStep.parse({ nodeId, enteredAtMs, leftAtMs, exit: leftAtMs === null ? null : 'done' });

describe('entryAt', () => {
  const entries = [said(1_000, 4_000), said(4_200, null), said(20_000, 21_000)];

  it('is the entry that began last, while it lasts and shortly after', () => {
    expect([0, 1_000, 3_999, 5_400, 15_000, 20_500].map((ms) => entryAt(entries, ms))).toEqual([-1, 0, 0, 1, 1, 2]);
    expect([22_400, 22_600].map((ms) => entryAt(entries, ms))).toEqual([2, -1]);
  });
});

describe('steps', () => {
  const path = [
    step('welcome', 0, 2_000),
    step('main', 2_000, 9_000),
    step('main', 9_000, 15_000),
    step('end', 15_000, null),
  ];

  it('are found by the moment', () => {
    expect([-1, 0, 2_000, 14_999, 60_000].map((ms) => stepAt(path, ms))).toEqual([-1, 0, 1, 2, 3]);
  });

  it('are gone through by J and K as on a player', () => {
    expect(stepBeside(path, 12_000, -1)).toBe(9_000);
    expect(stepBeside(path, 9_500, -1)).toBe(2_000);
    expect(stepBeside(path, 500, -1)).toBeNull();
    expect(stepBeside(path, 500, 1)).toBe(2_000);
    expect(stepBeside(path, 16_000, 1)).toBeNull();
    expect(stepBeside([], 500, 1)).toBeNull();
  });

  it('end where they were left, or with the call', () => {
    expect(stepEndMs(path, 0, 20_000)).toBe(2_000);
    expect(stepEndMs(path, 3, 20_000)).toBe(20_000);
  });

  it('make one stretch where the same step follows itself', () => {
    expect(regionsOf(path, 20_000)).toEqual([
      { nodeId: 'welcome', fromMs: 0, toMs: 2_000 },
      { nodeId: 'main', fromMs: 2_000, toMs: 15_000 },
      { nodeId: 'end', fromMs: 15_000, toMs: 20_000 },
    ]);
  });
});

it('finds the word that is being said, and none before and after them', () => {
  const words = [
    { text: 'pay', atMs: 1000, endMs: 1300 },
    { text: 'now', atMs: 1500, endMs: 1900 },
  ];
  expect([999, 1000, 1400, 1500, 1900, 1901].map((ms) => wordAt(words, ms))).toEqual([-1, 0, 0, 1, 1, -1]);
  expect(wordAt([], 5)).toBe(-1);
});
