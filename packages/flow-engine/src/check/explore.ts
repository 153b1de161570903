import { CheapestFirst } from './cheapest-first.js';
import { NOTHING } from './facts.js';
import { type FindFlow, movesFrom, stillWanted } from './moves.js';
import type { ProofFlow } from './proof-flow.js';
import { type Exploration, type Move, type ProofEdge, type ProofState, type Spot, weightOf } from './proof-state.js';
import { factsAtStart } from './start-facts.js';
import { States } from './states.js';

/** So many states are followed one by one before values are given up everywhere. */
export const DEFAULT_MAX_STATES = 20_000;

/**
 * Follows every call there can be through a flow and those it calls, the shortest and surest first. Ends always: where
 * there are too many values, they are given up, so that nothing a call can do is missed.
 */
export const explore = (flow: ProofFlow, findFlow: FindFlow, maxStates = DEFAULT_MAX_STATES): Exploration => {
  const states = new States(maxStates);
  const open = new CheapestFirst<ProofState>();
  const reach = (state: ProofState, cost: number, via: ProofEdge | null) => {
    if (cost < state.cost) {
      state.cost = cost;
      state.via = via;
      open.add(cost, state);
    }
  };
  const follow = (from: ProofState, move: Move) => {
    const target = move.to ? states.at(move.to) : null;
    const edge: ProofEdge = { ...move, from, to: target, weight: weightOf(move) };
    from.edges.push(edge);
    if (target) reach(target, from.cost + edge.weight, edge);
  };
  if (!flow.start) return { states: [], isWidened: false };
  const facts = stillWanted(flow, flow.start.node.id, factsAtStart(flow, null));
  const start = { flow, step: flow.start, facts, callers: [], hasFallenBack: false };
  const first = states.at(start);
  reach(first, 0, null);
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
