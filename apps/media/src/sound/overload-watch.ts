import type { SoundLoad } from '../link/messages.js';

/** A whole tick behind: that alone is heard by nobody, but who stays behind has no time left. */
const LATE_MS = 20;
/** Counts come in steps of half a millisecond (see `Pacer.latenessCounts`). */
const STEPS_PER_MS = 2;
/** Of a second's ticks: a burst of other work is made up for within less. */
const LATE_SHARE = 0.5;

/**
 * Tells from the lateness of ticks whether a sound process has all the calls it can carry: more would harm those that are
 * there, up to the point where it is taken for dead.
 */
export class OverloadWatch {
  #ticks = 0;
  #lateTicks = 0;
  #skippedTicks = 0;

  /**
   * Whether ticks since the last time it was asked were late too often, or some had to be left out.
   * @param load both since the start
   */
  isOverloaded({ latenessCounts, skippedTicks }: Pick<SoundLoad, 'latenessCounts' | 'skippedTicks'>): boolean {
    let ticks = 0;
    let lateTicks = 0;
    for (const [step, count] of latenessCounts.entries()) {
      ticks += count;
      if (step >= LATE_MS * STEPS_PER_MS) lateTicks += count;
    }
    const [newTicks, newLateTicks] = [ticks - this.#ticks, lateTicks - this.#lateTicks];
    this.#ticks = ticks;
    this.#lateTicks = lateTicks;
    const hasSkipped = skippedTicks > this.#skippedTicks;
    this.#skippedTicks = skippedTicks;
    return hasSkipped || newLateTicks > newTicks * LATE_SHARE;
  }
}
