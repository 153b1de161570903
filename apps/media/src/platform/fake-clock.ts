import type { Clock, Timer } from './clock.js';

/** A clock that stands still until told. */
export type FakeClock = Clock & {
  /** Lets so much time pass, firing timers in order; what a fired timer starts may fire too. */
  readonly advance: (byMs: number) => void;
};

/** Wall clock and monotonic clock both begin at `startMs`. */
export function createFakeClock(startMs = 1_700_000_000_000): FakeClock {
  const timers = new Set<{ readonly atMs: number; readonly task: () => void }>();
  let nowMs = startMs;
  const next = (untilMs: number) =>
    [...timers].filter(({ atMs }) => atMs <= untilMs).toSorted((a, b) => a.atMs - b.atMs)[0];
  return {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    startTimer(afterMs, task): Timer {
      const timer = { atMs: nowMs + Math.max(0, afterMs), task };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
    advance(byMs) {
      const untilMs = nowMs + byMs;
      for (let timer = next(untilMs); timer; timer = next(untilMs)) {
        timers.delete(timer);
        nowMs = Math.max(nowMs, timer.atMs);
        timer.task();
      }
      nowMs = untilMs;
    },
  };
}
