import { FakeClock } from '@callwright/flow-engine/testing';
import { expect, it, vi } from 'vitest';
import { startPatientTimer } from './patient-timer.js';

it('runs its task once, when its time has passed', () => {
  const [clock, task] = [new FakeClock(), vi.fn()];
  startPatientTimer(clock, 5000, task);
  clock.advance(4999);
  expect(task).not.toHaveBeenCalled();
  clock.advance(60_000);
  expect(task).toHaveBeenCalledTimes(1);
});

it('takes a minute in which the process stood still for a fifth of its time, so that who answered meanwhile is heard', () => {
  const [clock, task] = [new FakeClock(), vi.fn()];
  const timer = startPatientTimer(clock, 5000, task);
  clock.stall(60_000);
  clock.advance(3999);
  expect(task).not.toHaveBeenCalled();
  timer.cancel();
  clock.advance(60_000);
  expect(task).not.toHaveBeenCalled();
  expect(clock.timerCount).toBe(0);
});

it('ends also when the process stands still again and again', () => {
  const [clock, task] = [new FakeClock(), vi.fn()];
  startPatientTimer(clock, 5000, task);
  for (let stalls = 0; stalls < 5; stalls++) clock.stall(60_000);
  expect(task).toHaveBeenCalledTimes(1);
});
