import { FakeClock } from '@callwright/flow-engine/testing';
import { expect, it, vi } from 'vitest';
import { silentLog } from '../platform/logging.js';
import { SkippedLog } from './skipped-log.js';

it('tells of ticks that were left out at once, then once a minute, and of none twice', () => {
  const clock = new FakeClock(1_700_000_000_000);
  const log = { ...silentLog };
  const warn = vi.spyOn(log, 'warn');
  const told = () => warn.mock.calls.map(([fields]) => fields);
  const skipped = new SkippedLog(clock, log);
  skipped.note(0, 5);
  expect(told()).toEqual([]);
  skipped.note(3, 5);
  expect(told()).toEqual([{ ticks: 3, streams: 5 }]);
  for (let second = 1; second <= 120; second += 1) {
    clock.advance(1000);
    skipped.note(3 + second, 6);
  }
  expect(told().slice(1)).toEqual([
    { ticks: 60, streams: 6 },
    { ticks: 60, streams: 6 },
  ]);
  clock.advance(600_000);
  skipped.note(123, 6);
  expect(told()).toHaveLength(3);
});
