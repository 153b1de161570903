import type { Clock } from '../../../platform/clock.js';

/** Spec 3 §Audio: at most so much is sent ahead of real time. */
const MAX_AHEAD_MS = 500;
/** How often the far side is asked how much waits there, while something is sent. */
const QUESTION_PAUSE_MS = 1_000;
/** How long a far side that says its buffer is full is left alone. */
const HOLD_OFF_MS = 500;

/** How much the far side is given at a time: by our own clock, put right by what it tells of its buffer. */
export class Pace {
  readonly #clock: Clock;
  /** When everything sent will have been played. */
  #playedAtMs = 0;
  #notBeforeMs = 0;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #sentMs = 0;
  #sentCount = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What was sent and has not been played yet, in ms. */
  get aheadMs(): number {
    return Math.max(0, this.#playedAtMs - this.#clock.monotonicMs());
  }

  /** Whether the far side may have so much more now. */
  hasRoom(durationMs: number): boolean {
    return this.#clock.monotonicMs() >= this.#notBeforeMs && this.aheadMs + durationMs <= MAX_AHEAD_MS;
  }

  /** So much was sent, in one piece. */
  sent(durationMs: number): void {
    this.#playedAtMs = this.#clock.monotonicMs() + this.aheadMs + durationMs;
    this.#sentMs += durationMs;
    this.#sentCount += 1;
  }

  /** Whether to ask for the depth of the far buffer now; asked once, it is not due again for a while. */
  get isQuestionDue(): boolean {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#askedAtMs < QUESTION_PAUSE_MS) return false;
    this.#askedAtMs = nowMs;
    return true;
  }

  /** The far side has told how many pieces wait, and how many may. */
  measure({ depth, bufferSize }: { readonly depth: number; readonly bufferSize: number }): void {
    const nowMs = this.#clock.monotonicMs();
    const pieceMs = this.#sentCount === 0 ? 0 : this.#sentMs / this.#sentCount;
    this.#playedAtMs = nowMs + Math.min(depth * pieceMs, 60_000);
    if (bufferSize > 0 && depth + 1 >= bufferSize) this.holdOff();
  }

  /** The far side has refused sound: it gets none for a while. */
  holdOff(): void {
    this.#notBeforeMs = this.#clock.monotonicMs() + HOLD_OFF_MS;
  }

  /** Nothing waits at the far side any more. */
  clear(): void {
    this.#playedAtMs = 0;
  }
}
