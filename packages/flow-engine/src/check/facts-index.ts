import { areSame, type Facts } from './facts.js';

/** Facts with the number they go by. */
export type IndexedFacts = { readonly id: number; readonly facts: Facts };

/** Tells facts apart: each has one number, whoever found them out, and is kept once. */
export class FactsIndex {
  readonly #kept = new Map<Facts, IndexedFacts>();
  readonly #byHash = new Map<number, IndexedFacts[]>();

  /** The one that stands for all that are the same. */
  find(facts: Facts): IndexedFacts {
    const kept = this.#kept.get(facts);
    if (kept) return kept;
    const hash = hashOf(facts);
    const alike = this.#byHash.get(hash) ?? [];
    const known = alike.find((one) => areSame(one.facts, facts));
    if (known) return known;
    const added = { id: this.#kept.size, facts };
    this.#kept.set(facts, added);
    this.#byHash.set(hash, [...alike, added]);
    return added;
  }
}

// A sum, so that the order does not matter.
const hashOf = (facts: Facts): number => {
  let sum = facts.size;
  for (const { hash } of facts.values()) sum = (sum + hash) | 0;
  return sum;
};
