import type { FlowProblem } from '@callwright/protocol';
import type { ScriptAct } from '../script/script.js';
import { CheapestFirst } from './cheapest-first.js';
import type { Certainty, ProofEdge, ProofState } from './proof-state.js';

/** A way through a flow, move by move. */
export type Way = readonly ProofEdge[];

/** The shortest and surest way to a state. */
export const wayTo = (state: ProofState): Way => {
  const way: ProofEdge[] = [];
  for (let via = state.via; via; via = via.from.via) way.push(via);
  return way.reverse();
};

/** A state to begin a search at, with the way there. */
export type Source = { readonly state: ProofState; readonly cost: number; readonly way: () => Way };

/** How a state was got to, so far by the shortest way. */
type Reached = { readonly state: ProofState; readonly cost: number; readonly via: ProofEdge | Source };

/** The shortest ways from some states along some moves, found as far as somebody asks. */
export class Search {
  readonly #admits: (edge: ProofEdge) => boolean;
  readonly #open = new CheapestFirst<Reached>();
  /** By the ids of the states. */
  readonly #nearest: Reached[] = [];
  readonly #found = new Set<ProofState>();

  /** @param admits which moves may be taken */
  constructor(sources: readonly Source[], admits: (edge: ProofEdge) => boolean) {
    this.#admits = admits;
    for (const source of sources) this.#reach({ state: source.state, cost: source.cost, via: source });
  }

  /** The next nearest state; null when there is no other. */
  next(): ProofState | null {
    for (let nearest = this.#open.take(); nearest; nearest = this.#open.take()) {
      const { state, cost } = nearest.value;
      if (this.#nearest[state.id] !== nearest.value) continue;
      this.#found.add(state);
      for (const via of state.edges)
        if (via.to && this.#admits(via)) this.#reach({ state: via.to, cost: cost + via.weight, via });
      return state;
    }
    return null;
  }

  /** All the states there are, the nearest first. */
  get states(): readonly ProofState[] {
    while (this.next());
    return [...this.#found];
  }

  /** How long the way to one of those found is; see `weightOf`. */
  costOf(state: ProofState): number {
    return this.#nearest[state.id]?.cost ?? Number.POSITIVE_INFINITY;
  }

  /** The way to one of those found, from the start of the call. */
  wayTo(state: ProofState): Way {
    const way: ProofEdge[] = [];
    let at: ProofState | null = state;
    while (at) {
      const via: ProofEdge | Source | undefined = this.#nearest[at.id]?.via;
      if (!via) return way.reverse();
      if ('way' in via) return [...via.way(), ...way.reverse()];
      way.push(via);
      at = via.from;
    }
    return way;
  }

  #reach(reached: Reached): void {
    const { state, cost } = reached;
    if (cost >= this.costOf(state)) return;
    this.#nearest[state.id] = reached;
    this.#open.add(cost, reached);
  }
}

/** How sure a way is: as its least sure move. */
export const certaintyOf = (way: Way): Certainty => {
  const all = new Set(way.map(({ certainty }) => certainty));
  return (['defect', 'supposed', 'chance'] as const).find((one) => all.has(one)) ?? 'sure';
};

/** What was found out about a step, before it is known whether a call can get there. */
export type Finding = Omit<FlowProblem, 'script'>;

/**
 * A finding with the way that shows it, as an entry of the problem list. Nothing when only a defect leads there;
 * undecided when it depends on values nobody knows.
 */
export const problemOn = (way: Way, finding: Finding): readonly FlowProblem[] => {
  const certainty = certaintyOf(way);
  if (certainty === 'defect') return [];
  if (certainty === 'supposed')
    return [{ ...finding, severity: 'undecided', message: `${finding.message} ${NOT_KNOWN}` }];
  return certainty === 'chance' ? [finding] : [{ ...finding, script: [...scriptOf(way)] }];
};

const NOT_KNOWN = 'Whether a call can come this way depends on values that are not known beforehand.';

/**
 * What a caller does, and the world answers, to go a way. What goes wrong must wait until what came before it has been
 * heard: otherwise that would go wrong.
 */
export const scriptOf = (way: Way): readonly ScriptAct[] => {
  const script: ScriptAct[] = [];
  let heard = '';
  for (const { by, from, isHeard } of way) {
    const acts = by ?? [];
    if (heard !== '' && acts.some((act) => 'fails' in act)) script.push({ hears: heard });
    script.push(...acts);
    if (acts.length > 0) heard = '';
    if (isHeard && acts.length === 0) heard = from.step.words;
  }
  return script;
};
