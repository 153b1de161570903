import { AppError } from '@callwright/protocol';

/** Time as this package sees it. */
export type OutboundClock = {
  /** In ms since the epoch. */
  readonly nowMs: () => number;
  /** Runs `task` once, `afterMs` from now, unless cancelled. */
  readonly startTimer: (afterMs: number, task: () => void) => { readonly cancel: () => void };
};

/**
 * Does work that must end in time.
 * @throws AppError `http.timeout`; an abort of `signal` rejects with its reason. Both at once, whatever the work does then
 */
export async function within<Result>(
  timeoutMs: number,
  clock: OutboundClock,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limit = new AbortController();
  const timer = clock.startTimer(timeoutMs, () =>
    limit.abort(new AppError('http.timeout', `There was no answer within ${timeoutMs} ms.`)),
  );
  const either = AbortSignal.any([signal, limit.signal]);
  try {
    return await untilAborted(work(either), either);
  } finally {
    timer.cancel();
  }
}

/** Waits for work that may not hear of the signal. */
export const untilAborted = <Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> =>
  new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    void work.then(resolve, reject).then(() => signal.removeEventListener('abort', giveUp));
    if (signal.aborted) giveUp();
  });
