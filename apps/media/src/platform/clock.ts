/** A timer that can be called off. */
export type Timer = { readonly cancel: () => void };

/** Time as the code sees it; a test hands in its own. */
export type Clock = {
  /** Wall clock, in ms since the epoch. */
  readonly nowMs: () => number;
  /** Never goes back, in ms since some moment; for durations and pacing. */
  readonly monotonicMs: () => number;
  /** Runs `task` once, `afterMs` from now, unless cancelled. */
  readonly startTimer: (afterMs: number, task: () => void) => Timer;
};

/** The machine's clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  startTimer(afterMs, task) {
    const timer = setTimeout(task, afterMs);
    return { cancel: () => clearTimeout(timer) };
  },
};
