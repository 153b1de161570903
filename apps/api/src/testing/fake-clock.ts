import { Clock, type Timer } from '../platform/clock.js';

type Waiting = { readonly dueMs: number; readonly task: () => void };

/** Time that stands still until a test advances it. */
export class FakeClock extends Clock {
  #nowMs = 1_750_000_000_000;
  readonly #waiting = new Set<Waiting>();

  nowMs(): number {
    return this.#nowMs;
  }

  startTimer(afterMs: number, task: () => void): Timer {
    const waiting = { dueMs: this.#nowMs + afterMs, task };
    this.#waiting.add(waiting);
    return { cancel: () => void this.#waiting.delete(waiting) };
  }

  /** Lets time pass; timers fire in the order they are due, also those started meanwhile. */
  advance(byMs: number): void {
    const endMs = this.#nowMs + byMs;
    for (let next = this.#nextUntil(endMs); next; next = this.#nextUntil(endMs)) {
      this.#waiting.delete(next);
      this.#nowMs = next.dueMs;
      next.task();
    }
    this.#nowMs = endMs;
  }

  #nextUntil(endMs: number): Waiting | undefined {
    return [...this.#waiting].filter(({ dueMs }) => dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs)[0];
  }
}
