import type { FlowProblem } from '@callwright/protocol';
import type { ProofFlow } from './proof-flow.js';
import type { Exploration, ProofEdge } from './proof-state.js';
import { problemOn, wayTo } from './ways.js';

/**
 * Variables declared as something that cannot hold what a step keeps in them, with the shortest way to where it fails.
 * Those declared as secrets are told by `checkSecrets`.
 */
export const checkTypes = ({ states }: Exploration, { variables }: ProofFlow): readonly FlowProblem[] => {
  const nearest = new Map<string, { readonly edge: ProofEdge; readonly unfit: string }>();
  const isSecret = (name: string) => variables.get(name)?.type === 'secret';
  for (const edge of states.flatMap(({ callers, edges }) => (callers.length === 0 ? edges : []))) {
    if (!edge.unfit || isSecret(edge.unfit)) continue;
    const key = `${edge.from.step.node.id} ${edge.unfit}`;
    const known = nearest.get(key);
    if (!known || costOf(edge) < costOf(known.edge)) nearest.set(key, { edge, unfit: edge.unfit });
  }
  return [...nearest.values()].flatMap(({ edge, unfit }) =>
    problemOn([...wayTo(edge.from), edge], {
      severity: 'error',
      code: 'wrongType',
      message: `"${unfit}" is declared as ${variables.get(unfit)?.type}: it cannot hold what this step keeps in it.`,
      nodeId: edge.from.step.node.id,
    }),
  );
};

const costOf = ({ from, weight }: ProofEdge): number => from.cost + weight;
