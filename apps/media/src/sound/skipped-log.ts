import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/logging.js';

/** An overloaded process leaves ticks out for hours: that is said once in a while. */
const AGAIN_AFTER_MS = 60_000;

/** Tells the log of ticks that were left out: at once, and from then on once a minute at most. */
export class SkippedLog {
  readonly #clock: Clock;
  readonly #log: Log;
  #toldTicks = 0;
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** To be called every second. @param skippedTicks since the start @param streams how many there are now */
  note(skippedTicks: number, streams: number): void {
    const ticks = skippedTicks - this.#toldTicks;
    const nowMs = this.#clock.monotonicMs();
    if (ticks === 0 || nowMs - this.#toldAtMs < AGAIN_AFTER_MS) return;
    this.#toldTicks = skippedTicks;
    this.#toldAtMs = nowMs;
    this.#log.warn(
      { ticks, streams },
      'sound was left out: the machine stood still, or there are more calls than it can carry',
    );
  }
}
