import { CheapestFirst } from './cheapest-first.js';
import { type Facts, inCommon, NOTHING, textOfFacts } from './facts.js';
import { type FindFlow, movesFrom, stillWanted } from './moves.js';
import type { ProofFlow } from './proof-flow.js';
import { type Exploration, type Move, type ProofEdge, type ProofState, type Spot, weightOf } from './proof-state.js';
import { factsAtStart } from './start-facts.js';

/** So many states are followed one by one before values are given up everywhere. */
export const DEFAULT_MAX_STATES = 20_000;
/**
 * So often one place is followed with other values while there are few states, and after a quarter, after half, and after
 * all of what is allowed have been used up: a counter may come to this before it is any number.
 */
const MAX_VALUES_AT_PLACE = [120, 24, 6, 1] as const;

/**
 * Follows every call there can be through a flow and those it calls, the shortest and surest first. Ends always: where
 * there are too many values, they are given up, so that nothing a call can do is missed.
 */
export const explore = (flow: ProofFlow, findFlow: FindFlow, maxStates = DEFAULT_MAX_STATES): Exploration => {
  const states = new States(maxStates);
  const open = new CheapestFirst<ProofState>();
  const reach = (spot: Spot, cost: number, via: ProofEdge | null) => {
    const state = states.at(spot);
    if (cost < state.cost) {
      state.cost = cost;
      state.via = via;
      open.add(cost, state);
    }
    return state;
  };
  const follow = (from: ProofState, { to, ...move }: Move) => {
    const target = to ? states.at(to) : null;
    const edge: ProofEdge = { ...move, from, to: target, weight: weightOf(move) };
    from.edges.push(edge);
    if (target) reach(target, from.cost + edge.weight, edge);
  };
  if (!flow.start) return { states: [], isWidened: false };
  const facts = stillWanted(flow, flow.start.node.id, factsAtStart(flow, null));
  const start = { flow, step: flow.start, facts, callers: [], hasFallenBack: false };
  const first = reach(start, 0, null);
  // No step is safe from defects, and this one is there for them.
  if (flow.failureStep)
    follow(first, defectOf({ ...start, step: flow.failureStep, facts: NOTHING, hasFallenBack: true }));
  for (let next = open.take(); next; next = open.take()) {
    const state = next.value;
    if (next.cost > state.cost || states.isFollowed(state)) continue;
    for (const move of movesFrom(state, states.isFull ? asUnknown : findFlow)) follow(state, move);
  }
  return { states: states.all, isWidened: states.isWidened };
};

const asUnknown: FindFlow = () => undefined;

const defectOf = (to: Spot): Move => ({
  to,
  ending: null,
  exit: '',
  exitKind: null,
  by: [],
  certainty: 'defect',
  isFailure: true,
  isHeard: false,
  writes: ['error'],
});

type Place = { count: number; common: readonly Facts[] | null };

/** Every state, found again by where it is and what is known there. */
class States {
  readonly all: ProofState[] = [];
  isWidened = false;
  readonly #maxStates: number;
  readonly #byText = new Map<string, ProofState>();
  readonly #places = new Map<string, Place>();
  readonly #followed = new Set<ProofState>();

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

  at(spot: Spot): ProofState {
    const place = placeOf(spot);
    const known = this.#byText.get(`${place}\n${textOf(spot)}`);
    if (known) return known;
    const entry = this.#places.get(place) ?? { count: 0, common: null };
    this.#places.set(place, entry);
    entry.count += 1;
    if (entry.count <= this.#maxValuesAtPlace) return this.#add(spot, place, false);
    this.isWidened = true;
    entry.common = allFacts(spot).map((facts, at) => inCommon(entry.common?.[at] ?? facts, facts));
    const wide = withFacts(spot, entry.common);
    return this.#byText.get(`${place}\n${textOf(wide)}`) ?? this.#add(wide, place, true);
  }

  get #maxValuesAtPlace(): number {
    const [few, some, many, tooMany] = MAX_VALUES_AT_PLACE;
    const share = this.all.length / this.#maxStates;
    if (share >= 1) return tooMany;
    if (share >= 0.5) return many;
    return share >= 0.25 ? some : few;
  }

  #add(spot: Spot, place: string, isWidened: boolean): ProofState {
    const state = { ...spot, id: this.all.length, isWidened, edges: [], cost: Number.POSITIVE_INFINITY, via: null };
    this.all.push(state);
    this.#byText.set(`${place}\n${textOf(state)}`, state);
    return state;
  }
}

const allFacts = ({ facts, callers }: Spot) => [facts, ...callers.map((caller) => caller.facts)];

const withFacts = (spot: Spot, [facts = NOTHING, ...others]: readonly Facts[]): Spot => ({
  ...spot,
  facts,
  callers: spot.callers.map((caller, at) => ({ ...caller, facts: others[at] ?? NOTHING })),
});

const textOf = (spot: Spot): string =>
  spot.callers.length === 0 ? textOfFacts(spot.facts) : allFacts(spot).map(textOfFacts).join('\n');

const placeOf = ({ flow, step, callers, hasFallenBack }: Spot): string =>
  [...callers, { flow, step }].map((one) => `${one.flow.key ?? ''}/${one.step.node.id}`).join('>') +
  (hasFallenBack ? '!' : '');
