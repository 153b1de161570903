import type { FlowProblem } from '@callwright/protocol';
import { type Exploration, mainStepOf, type ProofEdge, type ProofState } from './proof-state.js';
import { type Finding, problemOn, Search, type Source, wayTo } from './ways.js';

/**
 * Calls that end in silence: those in which the caller never hears a thing, and those that end without a word right
 * after the caller has answered. A question that is given up is no answer: where nothing is joined to that, the call may
 * end quietly. Ways on which something fails are left out, and those that lead nowhere, which is said elsewhere. A flow
 * that returns is not the end of a call: who calls it goes on.
 */
export const checkSilence = ({ states }: Exploration): readonly FlowProblem[] => {
  const [start] = states;
  if (!start) return [];
  const never = new Search([{ state: start, cost: 0, way: () => [] }], isSilent);
  const answered = new Search(answers(states), (edge) => isSilent(edge) && !edge.from.step.asksCaller);
  const silent = endsIn(never, isSilentEnd, {
    severity: 'warning',
    code: 'silentCall',
    message: 'A call can end here without the caller having heard a single word.',
  });
  const abrupt = endsIn(answered, (edge) => isSilentEnd(edge) && edge.ending === 'ended', {
    severity: 'warning',
    code: 'abruptEnd',
    message: 'The call ends here without a word, right after the caller has answered.',
  });
  return [...silent, ...abrupt];
};

const isSilent = ({ isHeard, isFailure, certainty }: ProofEdge): boolean =>
  !isHeard && !isFailure && certainty !== 'defect';

const isSilentEnd = (edge: ProofEdge): boolean =>
  isSilent(edge) && edge.from.step.returns === null && (edge.ending === 'ended' || edge.ending === 'polite');

const answers = (states: readonly ProofState[]): readonly Source[] =>
  states.flatMap((state) =>
    state.edges.flatMap((edge) =>
      state.step.asksCaller && edge.to && isAnswer(edge)
        ? [{ state: edge.to, cost: state.cost, way: () => [...wayTo(state), edge] }]
        : [],
    ),
  );

// By what the caller does, and not by its absence. Whoever was joined with a line has been spoken to there.
const isAnswer = ({ by, isFailure, exitKind }: ProofEdge): boolean =>
  !isFailure &&
  exitKind !== 'fallback' &&
  (by ?? []).some((act) => 'presses' in act || 'says' in act) &&
  !(by ?? []).some((act) => 'line' in act || 'queue' in act || 'room' in act);

const endsIn = (
  search: Search,
  isEnd: (edge: ProofEdge) => boolean,
  finding: Omit<Finding, 'nodeId'>,
): readonly FlowProblem[] => {
  const told = new Set<string>();
  return search.states.flatMap((state) => {
    const end = state.edges.find(isEnd);
    const { id } = mainStepOf(state).node;
    if (!end || told.has(id)) return [];
    told.add(id);
    return problemOn([...search.wayTo(state), end], { ...finding, nodeId: id });
  });
};
