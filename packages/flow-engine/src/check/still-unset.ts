import type { ProofState } from './proof-state.js';

/** Whether a call can be at a state with nothing written to a variable on the way there. */
export type MayBeUnset = (state: ProofState, name: string) => boolean;

/**
 * Finds out for all variables at once where they may not have been written, whatever else is known of them.
 * @param states as they were reached: the first is the start, and each has the number of its place as its id
 */
export const stillUnset = (states: readonly ProofState[], names: readonly string[]): MayBeUnset => {
  const bitOf = new Map(names.map((name, bit) => [name, bit]));
  const sets = new BitSets(states.length, names.length);
  const [start] = states;
  if (start) sets.fill(start.id);
  const open = start ? [start] : [];
  for (let state = open.pop(); state; state = open.pop()) {
    for (const { to, writes } of state.edges) {
      if (!to) continue;
      const written = writes.flatMap((name) => bitOf.get(name) ?? []);
      if (sets.include(to.id, state.id, written)) open.push(to);
    }
  }
  return ({ id }, name) => sets.has(id, bitOf.get(name) ?? -1);
};

/** Sets of small numbers, all of them with the same bound, as bits side by side. */
class BitSets {
  readonly #wordCount: number;
  readonly #words: Int32Array;
  readonly #moved: Int32Array;

  constructor(count: number, bound: number) {
    this.#wordCount = Math.ceil(bound / 32);
    this.#words = new Int32Array(count * this.#wordCount);
    this.#moved = new Int32Array(this.#wordCount);
  }

  has(set: number, bit: number): boolean {
    return bit >= 0 && ((this.#words[set * this.#wordCount + (bit >> 5)] ?? 0) & (1 << (bit & 31))) !== 0;
  }

  fill(set: number): void {
    this.#words.fill(-1, set * this.#wordCount, (set + 1) * this.#wordCount);
  }

  /** Adds to a set what another has, but for some. @returns whether that was new */
  include(set: number, from: number, without: readonly number[]): boolean {
    const [to, source] = [set * this.#wordCount, from * this.#wordCount];
    for (let at = 0; at < this.#wordCount; at += 1) this.#moved[at] = this.#words[source + at] ?? 0;
    for (const bit of without) this.#moved[bit >> 5] = (this.#moved[bit >> 5] ?? 0) & ~(1 << (bit & 31));
    let isNew = false;
    for (let at = 0; at < this.#wordCount; at += 1) {
      const before = this.#words[to + at] ?? 0;
      const after = before | (this.#moved[at] ?? 0);
      if (after !== before) isNew = true;
      this.#words[to + at] = after;
    }
    return isNew;
  }
}
