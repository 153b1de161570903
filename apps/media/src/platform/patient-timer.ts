import type { Clock, Timer } from './clock.js';

const SLICES = 5;

/**
 * Runs `task` once, `afterMs` from now, unless cancelled: for waits for a sign of somebody else's life. The wait is made of
 * slices, so that time in which this whole process stood still (the machine was busy, or slept) counts as one of them: signs
 * that came meanwhile are read before the next slice is over, and nobody is given up who did answer.
 */
export const startPatientTimer = (clock: Clock, afterMs: number, task: () => void): Timer => {
  let slicesLeft = SLICES;
  const startSlice = (): Timer =>
    clock.startTimer(afterMs / SLICES, () => {
      slicesLeft -= 1;
      if (slicesLeft === 0) task();
      else slice = startSlice();
    });
  let slice = startSlice();
  return { cancel: () => slice.cancel() };
};
