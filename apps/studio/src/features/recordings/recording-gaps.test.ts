import { expect, it } from 'vitest';
import { gapsOf } from './recording-gaps';

const of = (...segments: readonly (readonly [number, number])[]) => ({
  startOffsetMs: 200,
  durationMs: 9000,
  segments: segments.map(([startMs, endMs]) => ({ startMs, endMs })),
});

it('tells where a call was not recorded, in the time of the call', () => {
  expect(gapsOf(of([0, 2000], [5000, 9000]), 9300)).toEqual([{ fromMs: 2200, toMs: 5200 }]);
  expect(gapsOf(of([3000, 4000]), 10_000)).toEqual([
    { fromMs: 0, toMs: 3200 },
    { fromMs: 4200, toMs: 10_000 },
  ]);
});

it('tells nothing of the moments before a call is answered and after its last word', () => {
  expect(gapsOf(of([0, 9000]), 9600)).toEqual([]);
});
