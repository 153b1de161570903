type Task = { readonly dueMs: number; readonly run: () => void };

/** A clock that stands still until told: what is due runs in the order of its time, then of its start. */
export class FakeClock {
  readonly #startMs: number;
  // The next is last, so that taking it moves nothing: simulated calls start and stop timers all the time.
  readonly #tasks: Task[] = [];
  #nowMs: number;

  /** @param startMs ms since the epoch */
  constructor(startMs = 0) {
    this.#startMs = startMs;
    this.#nowMs = startMs;
  }

  /** Wall clock, in ms since the epoch. */
  readonly nowMs = (): number => this.#nowMs;

  /** Ms since the clock was made. */
  readonly monotonicMs = (): number => this.#nowMs - this.#startMs;

  /** Runs `task` once, `afterMs` from now, unless cancelled. */
  readonly startTimer = (afterMs: number, task: () => void): { readonly cancel: () => void } => {
    const entry: Task = { dueMs: this.#nowMs + Math.max(0, afterMs), run: task };
    this.#tasks.splice(this.#placeOf(entry.dueMs), 0, entry);
    return { cancel: () => this.#drop(entry) };
  };

  /** Timers that have not run yet. */
  get timerCount(): number {
    return this.#tasks.length;
  }

  /** When the next timer is due, in ms since the epoch; null when there is none. */
  get nextDueMs(): number | null {
    return this.#tasks.at(-1)?.dueMs ?? null;
  }

  /** Lets time pass and runs what becomes due on the way, also what that itself starts. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (let task = this.#tasks.at(-1); task && task.dueMs <= untilMs; task = this.#tasks.at(-1)) {
      this.#tasks.pop();
      this.#nowMs = Math.max(this.#nowMs, task.dueMs);
      task.run();
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  /** Lets time pass with nothing run, as in a process that stood still: then what has become due runs, late. */
  stall(ms: number): void {
    this.#nowMs += ms;
    const due = this.#tasks.filter(({ dueMs }) => dueMs <= this.#nowMs).reverse();
    for (const task of due) {
      if (!this.#tasks.includes(task)) continue; // One that ran before has called it off.
      this.#drop(task);
      task.run();
    }
  }

  #drop(entry: Task): void {
    const at = this.#tasks.indexOf(entry);
    if (at >= 0) this.#tasks.splice(at, 1);
  }

  // Before all that are due no later: of those due at once, the one started last runs last.
  #placeOf(dueMs: number): number {
    let low = 0;
    let high = this.#tasks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#tasks[middle]?.dueMs ?? 0) > dueMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
