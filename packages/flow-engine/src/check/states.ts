import { type Facts, inCommon } from './facts.js';
import { FactsIndex, type IndexedFacts } from './facts-index.js';
import type { ProofState, Spot } from './proof-state.js';

/**
 * So often one place is followed with other values while there are few states, and after a quarter, after half, and after
 * all of what is allowed have been used up: a counter may come to this before it is any number.
 */
const MAX_VALUES_AT_PLACE = [120, 24, 6, 1] as const;

/** Where calls can be but for what is known there: a step, and the steps of the flows that wait for it. */
type Place = {
  readonly states: Map<string, ProofState>;
  /** Spots that were asked for and not known before. */
  count: number;
  /** What they have in common since there are too many, in the order of `allFacts`. */
  common: readonly Facts[] | null;
};

/** Every state of a proof, found again by where it is and what is known there. */
export class States {
  readonly all: ProofState[] = [];
  isWidened = false;
  readonly #maxStates: number;
  readonly #places = new Map<string, Place>();
  readonly #factsIndex = new FactsIndex();
  readonly #followed = new Set<ProofState>();

  /** @param maxStates so many are told apart before values are given up everywhere */
  constructor(maxStates: number) {
    this.#maxStates = maxStates;
  }

  /** Whether there are far too many: other flows are then no longer followed. */
  get isFull(): boolean {
    return this.all.length > 3 * this.#maxStates;
  }

  /** Whether it has been followed before; from here on it has. */
  isFollowed(state: ProofState): boolean {
    if (this.#followed.has(state)) return true;
    this.#followed.add(state);
    return false;
  }

  /** The state of a spot, or, where its place has too many, the one that stands for it and others. */
  at(spot: Spot): ProofState {
    const place = this.#placeOf(spot);
    const indexed = this.#indexed(allFacts(spot));
    const known = place.states.get(keyOf(indexed));
    if (known) return known;
    place.count += 1;
    if (place.count <= this.#maxValuesAtPlace) return this.#add(spot, indexed, place, false);
    this.isWidened = true;
    place.common = indexed.map(({ facts }, at) => inCommon(place.common?.[at] ?? facts, facts));
    const wide = this.#indexed(place.common);
    return place.states.get(keyOf(wide)) ?? this.#add(spot, wide, place, true);
  }

  get #maxValuesAtPlace(): number {
    const [few, some, many, tooMany] = MAX_VALUES_AT_PLACE;
    const share = this.all.length / this.#maxStates;
    if (share >= 1) return tooMany;
    if (share >= 0.5) return many;
    return share >= 0.25 ? some : few;
  }

  #placeOf(spot: Spot): Place {
    const text = placeTextOf(spot);
    const known = this.#places.get(text);
    if (known) return known;
    const place: Place = { states: new Map(), count: 0, common: null };
    this.#places.set(text, place);
    return place;
  }

  #indexed(all: readonly Facts[]): readonly IndexedFacts[] {
    return all.map((facts) => this.#factsIndex.find(facts));
  }

  #add(spot: Spot, indexed: readonly IndexedFacts[], place: Place, isWidened: boolean): ProofState {
    const state: ProofState = {
      ...withFacts(spot, indexed),
      id: this.all.length,
      isWidened,
      edges: [],
      cost: Number.POSITIVE_INFINITY,
      via: null,
    };
    this.all.push(state);
    place.states.set(keyOf(indexed), state);
    return state;
  }
}

const allFacts = ({ facts, callers }: Spot): readonly Facts[] => [facts, ...callers.map((caller) => caller.facts)];

const keyOf = (indexed: readonly IndexedFacts[]): string => indexed.map(({ id }) => id).join();

const withFacts = (spot: Spot, [own, ...others]: readonly IndexedFacts[]): Spot => ({
  ...spot,
  facts: own?.facts ?? spot.facts,
  callers: spot.callers.map((caller, at) => ({ ...caller, facts: others[at]?.facts ?? caller.facts })),
});

const placeTextOf = ({ flow, step, callers, hasFallenBack }: Spot): string =>
  [...callers, { flow, step }].map((one) => `${one.flow.key ?? ''}/${one.step.node.id}`).join('>') +
  (hasFallenBack ? '!' : '');
