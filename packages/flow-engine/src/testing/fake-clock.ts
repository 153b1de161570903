type Task = { readonly dueMs: number; readonly run: () => void };

/** A clock that stands still until told: what is due runs in the order of its time, then of its start. */
export class FakeClock {
  readonly #startMs: number;
  #nowMs: number;
  #tasks: readonly Task[] = [];

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
    this.#tasks = [...this.#tasks, entry];
    return { cancel: () => this.#drop(entry) };
  };

  /** Timers that have not run yet. */
  get timerCount(): number {
    return this.#tasks.length;
  }

  /** When the next timer is due, in ms since the epoch; null when there is none. */
  get nextDueMs(): number | null {
    return this.#next()?.dueMs ?? null;
  }

  /** Lets time pass and runs what becomes due on the way, also what that itself starts. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (let task = this.#next(); task && task.dueMs <= untilMs; task = this.#next()) {
      this.#drop(task);
      this.#nowMs = Math.max(this.#nowMs, task.dueMs);
      task.run();
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  #drop(entry: Task): void {
    this.#tasks = this.#tasks.filter((task) => task !== entry);
  }

  #next(): Task | null {
    return this.#tasks.reduce<Task | null>((first, task) => (first && first.dueMs <= task.dueMs ? first : task), null);
  }
}
