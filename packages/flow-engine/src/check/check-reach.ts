import type { FlowProblem } from '@callwright/protocol';
import type { CheckedStep } from './check-step.js';
import { type Exploration, mainStepOf, type ProofState } from './proof-state.js';
import { certaintyOf, wayTo } from './ways.js';

/** Steps no call ever gets to, and those of which that could not be found out. */
export const checkReach = (
  { states, isWidened }: Exploration,
  steps: readonly CheckedStep[],
): readonly FlowProblem[] => {
  const nearest = new Map<string, ProofState>();
  for (const state of states) {
    const { id } = mainStepOf(state).node;
    if (state.cost < (nearest.get(id)?.cost ?? Number.POSITIVE_INFINITY)) nearest.set(id, state);
  }
  return steps.flatMap(({ node: { id }, definition }): FlowProblem[] => {
    if (definition?.isNote) return [];
    const state = nearest.get(id);
    if (!state) return [{ severity: 'warning', code: 'unreachable', message: 'No call ever gets here.', nodeId: id }];
    return isWidened && isDoubtful(state)
      ? [{ severity: 'undecided', code: 'unreachable', message: DOUBTFUL, nodeId: id }]
      : [];
  });
};

const DOUBTFUL = 'It could not be found out whether a call ever gets here: a variable takes too many values before.';

// Supposed on the strength of values that were given up on the way.
const isDoubtful = (state: ProofState): boolean => {
  const way = wayTo(state);
  return (
    certaintyOf(way) === 'supposed' && way.some(({ from, certainty }) => from.isWidened && certainty === 'supposed')
  );
};
