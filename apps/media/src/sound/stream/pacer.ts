import { BLOCK_MS } from '@callwright/audio';
import type { Clock, Timer } from '../../platform/clock.js';

/** What is driven 50 times a second, in two steps: what it hears of the others is mixed in between. */
export type Paced = {
  /** Takes the next 20 ms in. */
  readonly hear: () => void;
  /** Gives the next 20 ms out. */
  readonly speak: () => void;
  /** So many ticks are left out, since they cannot be made up for: that much time has passed. */
  readonly skip?: (tickCount: number) => void;
};

/** What makes the sound that some streams hear out of what others said, between the two steps of a tick. */
export type Mixer = { readonly mix: () => void };

/** What a pacer has done since it was made. */
export type PacerStats = {
  readonly ticks: number;
  /** Ticks that began more than 5 ms after they were due. */
  readonly lateTicks: number;
  /** Ticks left out: the machine stood still for longer than a second, or ticks cost more time than there is. */
  readonly skippedTicks: number;
  readonly worstLatenessMs: number;
};

const LATE_MS = 5;
/** Timers may fire this much early; waiting again for it would only cost. */
const EARLY_MS = 0.5;
const MAX_CATCH_UP = 50;
/** Ticks that are behind are made up for this long at a time: in between packets are read and messages answered. */
const TURN_MS = 50;
/** Who has been behind for so long will not catch up: ticks cost more than there is time for. */
const HOPELESS_AFTER_MS = 500;
/** How finely lateness is counted, and up to where: 40 ms. */
const LATENESS_STEPS_PER_MS = 2;
const LATENESS_COUNTS = 81;

/**
 * Ticks all streams of a process every 20 ms. Each tick is due at a fixed time from the start, so that lateness is made
 * up for and never adds up. What cannot be made up for is left out, and each stream told of how much that is: with more
 * calls than there is time for all sound worse, but the process lives and the time of each call stays right. A stream or a
 * mixer that throws is taken out and reported; the others go on.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #onFailed: (failed: Paced | Mixer, error: unknown) => void;
  readonly #streams = new Set<Paced>();
  readonly #mixers = new Set<Mixer>();
  #timer: Timer | null = null;
  #isTicking = false;
  #dueMs = 0;
  /** Since when it has been behind without making up for it; null while it is not. */
  #behindSinceMs: number | null = null;
  #ticks = 0;
  #lateTicks = 0;
  #skippedTicks = 0;
  #worstLatenessMs = 0;
  readonly #latenessCounts: number[] = new Array(LATENESS_COUNTS).fill(0);

  constructor(clock: Clock, onFailed: (failed: Paced | Mixer, error: unknown) => void) {
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

  /** Ticks by their lateness: the n-th number counts those of n/2 ms and more, the last one all beyond. */
  get latenessCounts(): readonly number[] {
    return this.#latenessCounts;
  }

  /** The stream's first tick is the next one. */
  add(stream: Paced): void {
    this.#streams.add(stream);
    if (this.#timer !== null || this.#isTicking) return;
    this.#dueMs = this.#clock.monotonicMs() + BLOCK_MS;
    this.#behindSinceMs = null;
    this.#wait();
  }

  /** No tick comes afterwards; with the last stream the pacer rests. */
  remove(stream: Paced): void {
    this.#streams.delete(stream);
    if (this.#streams.size > 0) return;
    this.#timer?.cancel();
    this.#timer = null;
  }

  /** Mixes from the next tick on, as long as there are streams. */
  addMixer(mixer: Mixer): void {
    this.#mixers.add(mixer);
  }

  removeMixer(mixer: Mixer): void {
    this.#mixers.delete(mixer);
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
    this.#leaveOut();
    const endMs = this.#clock.monotonicMs() + TURN_MS;
    for (let nowMs = endMs - TURN_MS; this.#isDue(nowMs) && nowMs < endMs; nowMs = this.#clock.monotonicMs())
      this.#tick(nowMs);
    if (!this.#isDue(this.#clock.monotonicMs())) this.#behindSinceMs = null;
    this.#isTicking = false;
    if (this.#streams.size > 0) this.#wait();
  }

  #isDue(nowMs: number): boolean {
    return this.#streams.size > 0 && nowMs - this.#dueMs >= -EARLY_MS;
  }

  #tick(nowMs: number): void {
    this.#count(nowMs - this.#dueMs);
    this.#dueMs += BLOCK_MS;
    for (const stream of this.#streams) this.#hear(stream);
    for (const mixer of this.#mixers) this.#mix(mixer);
    for (const stream of this.#streams) this.#speak(stream);
  }

  #hear(stream: Paced): void {
    try {
      stream.hear();
    } catch (error) {
      this.remove(stream);
      this.#onFailed(stream, error);
    }
  }

  #speak(stream: Paced): void {
    try {
      stream.speak();
    } catch (error) {
      this.remove(stream);
      this.#onFailed(stream, error);
    }
  }

  #mix(mixer: Mixer): void {
    try {
      mixer.mix();
    } catch (error) {
      this.removeMixer(mixer);
      this.#onFailed(mixer, error);
    }
  }

  #count(latenessMs: number): void {
    this.#ticks += 1;
    if (latenessMs > LATE_MS) this.#lateTicks += 1;
    if (latenessMs > this.#worstLatenessMs) this.#worstLatenessMs = latenessMs;
    const at = Math.min(LATENESS_COUNTS - 1, Math.max(0, Math.floor(latenessMs * LATENESS_STEPS_PER_MS)));
    this.#latenessCounts[at] = (this.#latenessCounts[at] ?? 0) + 1;
  }

  /**
   * After a stall longer than a second, speech from before it is of no use to anybody. And who stays behind though they do
   * nothing but catch up begins anew with what is due now.
   */
  #leaveOut(): void {
    const nowMs = this.#clock.monotonicMs();
    const behindCount = Math.max(0, Math.floor((nowMs - this.#dueMs) / BLOCK_MS));
    this.#behindSinceMs = behindCount === 0 ? null : (this.#behindSinceMs ?? nowMs);
    const isHopeless = this.#behindSinceMs !== null && nowMs - this.#behindSinceMs > HOPELESS_AFTER_MS;
    const tickCount = isHopeless ? behindCount : behindCount - MAX_CATCH_UP;
    if (tickCount <= 0) return;
    this.#skippedTicks += tickCount;
    this.#dueMs += tickCount * BLOCK_MS;
    for (const stream of this.#streams) stream.skip?.(tickCount);
  }
}
