import type { FlowDefinition, FlowEdge, FlowProblem } from '@callwright/protocol';
import { groupBy } from '../group-by.js';
import type { CheckedStep } from './check-step.js';
import { reachableNodes } from './graph.js';

/** What is wrong with a flow as a drawing, before anyone follows a call through it: its start. */
export const checkStart = (flow: FlowDefinition): readonly FlowProblem[] =>
  flow.start !== null && flow.nodes.some(({ id }) => id === flow.start)
    ? []
    : [{ severity: 'error', code: 'noStart', message: 'Nothing happens when a call comes in. Add a first step.' }];

/** Steps that share an id. */
export const checkIds = (flow: FlowDefinition): readonly FlowProblem[] => {
  const seen = new Set<string>();
  return flow.nodes.flatMap(({ id, name }): FlowProblem[] => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ severity: 'error', code: 'duplicateId', message: `Two steps share one id ("${name}").`, nodeId: id }];
  });
};

/** Lines from or to what is gone. */
export const checkEdges = (flow: FlowDefinition, steps: readonly CheckedStep[]): readonly FlowProblem[] => {
  const stepById = new Map<string, CheckedStep>(steps.map((step) => [step.node.id, step]));
  return linesOf(flow, steps).flatMap(({ from, exit, to }): FlowProblem[] => {
    const at = { nodeId: from, exit };
    const source = stepById.get(from);
    if (!source || !stepById.has(to))
      return [{ severity: 'error', code: 'looseEdge', message: 'A line leads to a step that is gone.', ...at }];
    if (hasExit(source, exit)) return [];
    return [{ severity: 'warning', code: 'staleEdge', message: 'A line starts at an answer that is gone.', ...at }];
  });
};

/** Notes a line leads to: they are for those who read the flow, and no step. */
export const checkNotes = (flow: FlowDefinition, steps: readonly CheckedStep[]): readonly FlowProblem[] => {
  const notes = steps.filter(({ definition }) => definition?.isNote === true);
  if (notes.length === 0 || flow.start === null) return [];
  const lines = groupBy(linesOf(flow, steps), ({ from }) => String(from));
  const graph = new Map(steps.map(({ node: { id } }) => [String(id), (lines.get(id) ?? []).map(({ to }) => to)]));
  const known = new Map([...graph].map(([id, next]) => [id, next.filter((to) => graph.has(to))]));
  const reached = reachableNodes(known, flow.start);
  const message = 'A call ends here: this is a note, no step.';
  return notes.flatMap(({ node: { id } }): FlowProblem[] =>
    reached.has(id) ? [{ severity: 'error', code: 'noteReached', message, nodeId: id }] : [],
  );
};

/** What leads from one step to another: by a line that is drawn, or by the step's own config. */
type Line = Omit<FlowEdge, 'to'> & { readonly to: string };

const linesOf = (flow: FlowDefinition, steps: readonly CheckedStep[]): readonly Line[] => [
  ...flow.edges,
  ...steps.flatMap(({ node, exits }) =>
    (exits ?? []).flatMap(({ name, to }) => (to === undefined ? [] : [{ from: node.id, exit: name, to }])),
  ),
];

// What is not known of a step is given the benefit of the doubt: its own problem says what is wrong.
const hasExit = ({ exits }: CheckedStep, exit: string) => exits === null || exits.some(({ name }) => name === exit);
