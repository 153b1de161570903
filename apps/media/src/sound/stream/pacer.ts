import { BLOCK_MS } from '@callwright/audio';
import type { Clock, Timer } from '../../platform/clock.js';

/** What is driven 50 times a second. */
export type Paced = { readonly tick: () => void };

/** What a pacer has done since it was made. */
export type PacerStats = {
  readonly ticks: number;
  /** Ticks that began more than 5 ms after they were due. */
  readonly lateTicks: number;
  /** Ticks left out because the machine stood still for longer than a second. */
  readonly skippedTicks: number;
  readonly worstLatenessMs: number;
};

const LATE_MS = 5;
/** Timers may fire this much early; waiting again for it would only cost. */
const EARLY_MS = 0.5;
const MAX_CATCH_UP = 50;

/**
 * Ticks all streams of a process every 20 ms. Each tick is due at a fixed time from the start, so that lateness is made
 * up for and never adds up. A stream that throws is taken out and reported; the others go on.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #onFailed: (stream: Paced, error: unknown) => void;
  readonly #streams = new Set<Paced>();
  #timer: Timer | null = null;
  #isTicking = false;
  #dueMs = 0;
  #ticks = 0;
  #lateTicks = 0;
  #skippedTicks = 0;
  #worstLatenessMs = 0;

  constructor(clock: Clock, onFailed: (stream: Paced, error: unknown) => void) {
    this.#clock = clock;
    this.#onFailed = onFailed;
  }

  get stats(): PacerStats {
    return {
      ticks: this.#ticks,
      lateTicks: this.#lateTicks,
      skippedTicks: this.#skippedTicks,
      worstLatenessMs: this.#worstLatenessMs,
    };
  }

  /** The stream's first tick is the next one. */
  add(stream: Paced): void {
    this.#streams.add(stream);
    if (this.#timer !== null || this.#isTicking) return;
    this.#dueMs = this.#clock.monotonicMs() + BLOCK_MS;
    this.#wait();
  }

  /** No tick comes afterwards; with the last stream the pacer rests. */
  remove(stream: Paced): void {
    this.#streams.delete(stream);
    if (this.#streams.size > 0) return;
    this.#timer?.cancel();
    this.#timer = null;
  }

  #wait(): void {
    this.#timer = this.#clock.startTimer(Math.max(0, this.#dueMs - this.#clock.monotonicMs()), () => this.#wake());
  }

  /** Several ticks at once find only the packets that have been read: what came meanwhile is let in first. */
  #wake(): void {
    if (this.#clock.monotonicMs() - this.#dueMs < BLOCK_MS) this.#catchUp();
    else this.#timer = this.#clock.startTimer(0, () => this.#catchUp());
  }

  #catchUp(): void {
    this.#timer = null;
    this.#isTicking = true;
    this.#skip();
    while (this.#streams.size > 0) {
      const latenessMs = this.#clock.monotonicMs() - this.#dueMs;
      if (latenessMs < -EARLY_MS) break;
      this.#count(latenessMs);
      this.#dueMs += BLOCK_MS;
      for (const stream of this.#streams) this.#tick(stream);
    }
    this.#isTicking = false;
    if (this.#streams.size > 0) this.#wait();
  }

  #tick(stream: Paced): void {
    try {
      stream.tick();
    } catch (error) {
      this.remove(stream);
      this.#onFailed(stream, error);
    }
  }

  #count(latenessMs: number): void {
    this.#ticks += 1;
    if (latenessMs > LATE_MS) this.#lateTicks += 1;
    if (latenessMs > this.#worstLatenessMs) this.#worstLatenessMs = latenessMs;
  }

  /** After a stall longer than a second, speech from before it is of no use to anybody. */
  #skip(): void {
    const behind = Math.floor((this.#clock.monotonicMs() - this.#dueMs) / BLOCK_MS) - MAX_CATCH_UP;
    if (behind <= 0) return;
    this.#skippedTicks += behind;
    this.#dueMs += behind * BLOCK_MS;
  }
}
