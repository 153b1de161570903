import type { FlowProblem, NodeId } from '@callwright/protocol';
import { groupBy } from '../group-by.js';
import { loopsOf } from './graph.js';
import { type Exploration, mainStepOf, type ProofEdge, type ProofState } from './proof-state.js';
import { certaintyOf, problemOn, Search, type Way, wayTo } from './ways.js';

/**
 * Loops that no call gets out of, loops in which the caller is asked nothing, and questions asked for ever when nobody
 * answers. That something fails is no way out: no caller can bring it about.
 */
export const checkLoops = ({ states }: Exploration): readonly FlowProblem[] => {
  const traps = trapsIn(states);
  const silentTraps = traps.filter((trap) => !trap.some(({ step }) => step.asksCaller));
  const endless = new Set(silentTraps.flat());
  return [
    ...silentLoops(states, endless),
    ...traps.filter((trap) => trap.some(({ step }) => step.asksCaller)).flatMap(noWayOut),
    ...idleLoops(states),
  ];
};

/** The loops from which no end can be reached, whatever the caller does. */
const trapsIn = (states: readonly ProofState[]): readonly (readonly ProofState[])[] => {
  const goesOn = (edge: ProofEdge) => !edge.isFailure;
  const canEnd = statesThatCanEnd(states, goesOn);
  const caught = states.filter((state) => !canEnd.has(state));
  const loops = loopsIn(caught, goesOn);
  return loops.filter((loop) => {
    const own = new Set(loop);
    return loop.every(({ edges }) => edges.every((edge) => !goesOn(edge) || (edge.to !== null && own.has(edge.to))));
  });
};

/** The states from which some moves lead to an end. */
const statesThatCanEnd = (
  states: readonly ProofState[],
  goesOn: (edge: ProofEdge) => boolean,
): ReadonlySet<ProofState> => {
  const edges = states.flatMap((state) => state.edges.filter(goesOn));
  const before = groupBy(edges, ({ to }) => to);
  const able = new Set((before.get(null) ?? []).map(({ from }) => from));
  for (const state of able) for (const { from } of before.get(state) ?? []) able.add(from);
  return able;
};

/** The loops among some states along some moves, each as the states it goes through. */
const loopsIn = (
  states: readonly ProofState[],
  admits: (edge: ProofEdge) => boolean,
): readonly (readonly ProofState[])[] => {
  const byId = new Map(states.map((state) => [String(state.id), state]));
  const next = ({ edges }: ProofState) =>
    edges.flatMap((edge) => (edge.to && admits(edge) && byId.has(String(edge.to.id)) ? [String(edge.to.id)] : []));
  const graph = new Map(states.map((state) => [String(state.id), next(state)]));
  return loopsOf(graph).map((ids) => ids.flatMap((id) => byId.get(id) ?? []));
};

const silentLoops = (states: readonly ProofState[], endless: ReadonlySet<ProofState>): readonly FlowProblem[] => {
  const silent = states.filter(({ step }) => !step.asksCaller);
  const loops = loopsIn(silent, isNoDefect);
  const loopOf = new Map(loops.flatMap((loop) => loop.map((state) => [state, loop] as const)));
  const nearest = nearestBySteps(states);
  return [...groupBy(nearestFirst([...loopOf.keys()]), stepIdOf)].flatMap(([id, here]) => {
    const certain = here.find((state) => endless.has(state));
    if (certain)
      return problemOn(wayTo(certain), { severity: 'error', code: 'silentLoop', message: ENDLESS, nodeId: id });
    const severity = here.every(({ isWidened }) => isWidened) ? 'undecided' : 'warning';
    const finding = { severity, code: 'silentLoop', message: DOUBTFUL, nodeId: id } as const;
    const [inLoop] = here;
    const round = inLoop ? [...wayTo(inLoop), ...lapFrom(inLoop, loopOf.get(inLoop) ?? [])] : [];
    if (certaintyOf(round) === 'sure') return problemOn(round, finding);
    const shown = nearest.get(id);
    return shown ? problemOn(wayTo(shown), finding).map(({ script: _, ...rest }) => rest) : [];
  });
};

const isNoDefect = ({ certainty }: ProofEdge) => certainty !== 'defect';
/** A longer loop is shown by the way that leads into it alone. */
const LONGEST_LAP = 50;

/** Once round a loop, back to where it began. */
const lapFrom = (state: ProofState, loop: readonly ProofState[]): Way => {
  if (loop.length > LONGEST_LAP) return [];
  const own = new Set<ProofState | null>(loop);
  const search = new Search([{ state, cost: 0, way: () => [] }], (edge) => isNoDefect(edge) && own.has(edge.to));
  const laps = search.states.flatMap((one) =>
    one.edges.flatMap((edge) =>
      edge.to === state && isNoDefect(edge) ? [{ cost: search.costOf(one) + edge.weight, one, edge }] : [],
    ),
  );
  const [shortest] = laps.sort((left, right) => left.cost - right.cost);
  return shortest ? [...search.wayTo(shortest.one), shortest.edge] : [];
};

const ENDLESS = 'A caller can go round here for ever without being asked anything.';
const DOUBTFUL = 'A caller goes round here without being asked anything until a condition leads out.';

const noWayOut = (trap: readonly ProofState[]): readonly FlowProblem[] => {
  const [nearest] = nearestFirst(trap);
  if (!nearest) return [];
  const names = [...new Set(trap.map((state) => mainStepOf(state).node.name))];
  const where = names.length > 1 ? ` It goes round between ${names.slice(0, 5).join(', ')}.` : '';
  return problemOn(wayTo(nearest), {
    severity: 'error',
    code: 'noWayOut',
    message: `A call that gets here never ends, whatever the caller does, unless they hang up.${where}`,
    nodeId: mainStepOf(nearest).node.id,
  });
};

const idleLoops = (states: readonly ProofState[]): readonly FlowProblem[] => {
  const loops = loopsIn(states, (edge) => isIdle(edge) && !edge.isFailure);
  return loops.flatMap((loop) => {
    const asking = nearestFirst(loop.filter(({ step }) => step.asksCaller))[0];
    if (!asking) return [];
    return problemOn(wayTo(asking), {
      severity: 'warning',
      code: 'idleLoop',
      message: 'A caller who says nothing is asked here again and again, and the call never ends.',
      nodeId: mainStepOf(asking).node.id,
    });
  });
};

// What happens while the caller does nothing at all.
const isIdle = ({ certainty, by }: ProofEdge): boolean =>
  certainty === 'sure' && (by ?? []).every((act) => 'isSilent' in act);

const nearestFirst = (states: readonly ProofState[]) => [...states].sort((one, other) => one.cost - other.cost);

const stepIdOf = (state: ProofState) => mainStepOf(state).node.id;

const nearestBySteps = (states: readonly ProofState[]): ReadonlyMap<NodeId, ProofState> =>
  new Map(
    nearestFirst(states)
      .reverse()
      .map((state) => [stepIdOf(state), state]),
  );
