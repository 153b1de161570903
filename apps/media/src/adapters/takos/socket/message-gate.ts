import type { Clock } from '../../../platform/clock.js';

/** Messages that may wait for their turn. */
const MAX_WAITING = 256;
/** Messages within a window; what is more is refused, and ends the socket when it is far more. */
const MAX_A_WINDOW = 500;
const FAR_TOO_MANY = 5000;
const WINDOW_MS = 10_000;

/** What becomes of a message that has come in. */
export type Admission = 'taken' | 'refused' | 'flood';

/** Takes a client's messages one after the other, and no more of them than any client needs. */
export class MessageGate {
  readonly #clock: Clock;
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  #sinceMs = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs a task after those before it. It must not fail. */
  run(task: () => Promise<void>): void {
    this.#waiting += 1;
    this.#tail = this.#tail.then(task).finally(() => {
      this.#waiting -= 1;
    });
  }

  /** Whether one more message may come; counts it. */
  admit(): Admission {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#sinceMs >= WINDOW_MS) {
      this.#sinceMs = nowMs;
      this.#count = 0;
    }
    this.#count += 1;
    if (this.#count > FAR_TOO_MANY) return 'flood';
    return this.#count > MAX_A_WINDOW || this.#waiting >= MAX_WAITING ? 'refused' : 'taken';
  }

  /** When everything taken so far is done. */
  get idle(): Promise<void> {
    return this.#tail;
  }
}
