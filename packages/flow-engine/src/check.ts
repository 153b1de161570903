import type { FlowDefinition, FlowEdge, FlowProblem } from '@callwright/protocol';
import { type CheckedStep, checkStep, readStep } from './check-step.js';
import { cyclicNodes, type Graph, reachableNodes } from './graph.js';
import { groupBy } from './group-by.js';
import type { NodeDefinition } from './node-type.js';

/**
 * Everything wrong with a flow: first its steps in their order, then its shape. Runs in the studio at every change and
 * in the api at publish: errors stop a publish. A flow without errors always compiles.
 */
export const checkFlow = (flow: FlowDefinition, definitions: readonly NodeDefinition[]): readonly FlowProblem[] => {
  const byType = new Map(definitions.map((one) => [one.type, one]));
  const steps = flow.nodes.map((node) => readStep(node, byType.get(node.type)));
  const edgesFrom = groupBy(flow.edges, ({ from }) => from);
  const lines = linesOf(flow, steps);
  const graph = graphOf(flow, steps, lines);
  const reached = flow.start === null ? null : reachableNodes(graph, flow.start);
  return [
    ...checkStart(flow),
    ...checkIds(flow),
    ...steps.flatMap((step) => checkStep(step, edgesFrom.get(step.node.id) ?? [])),
    ...checkEdges(steps, lines),
    ...(reached ? checkReach(steps, reached) : []),
    ...checkLoops(graph, steps, reached),
  ];
};

/** Whether a flow may be published. */
export const isPublishable = (problems: readonly FlowProblem[]): boolean =>
  problems.every(({ severity }) => severity !== 'error');

const checkStart = (flow: FlowDefinition): FlowProblem[] =>
  flow.start !== null && flow.nodes.some(({ id }) => id === flow.start)
    ? []
    : [{ severity: 'error', code: 'noStart', message: 'Nothing happens when a call comes in. Add a first step.' }];

const checkIds = (flow: FlowDefinition): FlowProblem[] => {
  const seen = new Set<string>();
  return flow.nodes.flatMap(({ id, name }): FlowProblem[] => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ severity: 'error', code: 'duplicateId', message: `Two steps share one id ("${name}").`, nodeId: id }];
  });
};

/** What leads from one step to another: by a line that is drawn, or by the step's own config. */
type Line = Omit<FlowEdge, 'to'> & { readonly to: string };

const linesOf = (flow: FlowDefinition, steps: readonly CheckedStep[]): readonly Line[] => [
  ...flow.edges,
  ...steps.flatMap(({ node, exits }) =>
    (exits ?? []).flatMap(({ name, to }) => (to === undefined ? [] : [{ from: node.id, exit: name, to }])),
  ),
];

const checkEdges = (steps: readonly CheckedStep[], lines: readonly Line[]): FlowProblem[] => {
  const stepById = new Map<string, CheckedStep>(steps.map((step) => [step.node.id, step]));
  return lines.flatMap(({ from, exit, to }): FlowProblem[] => {
    const at = { nodeId: from, exit };
    const source = stepById.get(from);
    if (!source || !stepById.has(to))
      return [{ severity: 'error', code: 'looseEdge', message: 'A line leads to a step that is gone.', ...at }];
    if (hasExit(source, exit)) return [];
    return [{ severity: 'warning', code: 'staleEdge', message: 'A line starts at an answer that is gone.', ...at }];
  });
};

// What is not known of a step is given the benefit of the doubt: its own problem says what is wrong.
const hasExit = ({ exits }: CheckedStep, exit: string) => exits === null || exits.some(({ name }) => name === exit);

const graphOf = (flow: FlowDefinition, steps: readonly CheckedStep[], lines: readonly Line[]): Graph => {
  const stepById = new Map(steps.map((step) => [step.node.id as string, step]));
  const real = lines.filter(({ from, exit, to }) => {
    const source = stepById.get(from);
    return source !== undefined && stepById.has(to) && hasExit(source, exit);
  });
  const edges = groupBy(real, ({ from }) => from as string);
  return new Map(flow.nodes.map(({ id }) => [id, (edges.get(id) ?? []).map(({ to }) => to)]));
};

const checkReach = (steps: readonly CheckedStep[], reached: ReadonlySet<string>): FlowProblem[] =>
  steps.flatMap(({ node: { id }, definition }): FlowProblem[] => {
    if (reached.has(id) !== (definition?.isNote === true)) return [];
    return definition?.isNote
      ? [{ severity: 'error', code: 'noteReached', message: 'A call ends here: this is a note, no step.', nodeId: id }]
      : [{ severity: 'warning', code: 'unreachable', message: 'No call ever gets here.', nodeId: id }];
  });

// Without a question a loop ends only if a condition in it leads out; whether that comes true is not known here.
const checkLoops = (
  graph: Graph,
  steps: readonly CheckedStep[],
  reached: ReadonlySet<string> | null,
): FlowProblem[] => {
  const silent = steps.filter(
    ({ node, definition }) => definition && !definition.asksCaller && (reached === null || reached.has(node.id)),
  );
  const idsOf = (some: readonly CheckedStep[]) => new Set<string>(some.map(({ node }) => node.id));
  const endless = cyclicNodes(graph, idsOf(silent.filter(({ definition }) => definition?.family !== 'decide')));
  const doubtful = cyclicNodes(graph, idsOf(silent));
  return silent.flatMap(({ node: { id } }): FlowProblem[] => {
    if (endless.has(id)) {
      const message = 'A caller can go round here for ever without being asked anything.';
      return [{ severity: 'error', code: 'silentLoop', message, nodeId: id }];
    }
    if (!doubtful.has(id)) return [];
    const message = 'A caller goes round here without being asked anything until a condition leads out.';
    return [{ severity: 'warning', code: 'silentLoop', message, nodeId: id }];
  });
};
