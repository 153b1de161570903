/** A timer that can be called off. */
export type TransactionTimer = { readonly cancel: () => void };

/** Time as transactions see it. */
export type TransactionClock = {
  /** Runs `task` once, `afterMs` from now, unless cancelled. */
  readonly startTimer: (afterMs: number, task: () => void) => TransactionTimer;
};

/** T1, T2 and T4 of RFC 3261 §17 (table 4): the round-trip time, the longest interval of repeating, the life of a message. */
export type TransactionTimers = { readonly t1Ms: number; readonly t2Ms: number; readonly t4Ms: number };

/** The values of RFC 3261, table 4. */
export const defaultTransactionTimers: TransactionTimers = { t1Ms: 500, t2Ms: 4000, t4Ms: 5000 };

/** Timers B, F, H, J, L and M, and D at its least: how long a transaction waits for the other side. */
export const patienceMs = ({ t1Ms }: TransactionTimers): number => 64 * t1Ms;

/** How often something is repeated: first after `firstMs`, then after twice as long each time, `longestMs` at most. */
export type Repetition = { readonly firstMs: number; readonly longestMs?: number };

/** Repeats `task` until cancelled (timers A, E and G). */
export function repeat(
  clock: TransactionClock,
  { firstMs, longestMs }: Repetition,
  task: () => void,
): TransactionTimer {
  let intervalMs = firstMs;
  const isDue = (): void => {
    intervalMs = Math.min(intervalMs * 2, longestMs ?? Number.POSITIVE_INFINITY);
    timer = clock.startTimer(intervalMs, isDue);
    task();
  };
  let timer = clock.startTimer(intervalMs, isDue);
  return { cancel: () => timer.cancel() };
}

/** The timers of one transaction by name: starting one stops the one of that name before it. */
export class NamedTimers<Name extends string> {
  readonly #running = new Map<Name, TransactionTimer>();

  /** Takes a running timer under a name. */
  set(name: Name, timer: TransactionTimer): void {
    this.stop(name);
    this.#running.set(name, timer);
  }

  /** Stops some, if they run. */
  stop(...names: readonly Name[]): void {
    for (const name of names) {
      this.#running.get(name)?.cancel();
      this.#running.delete(name);
    }
  }

  /** Stops all. */
  stopAll(): void {
    this.stop(...this.#running.keys());
  }
}
