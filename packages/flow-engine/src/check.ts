import type { FlowDefinition, FlowProblem } from '@callwright/protocol';
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
  const graph = graphOf(flow, steps);
  const reached = flow.start === null ? null : reachableNodes(graph, flow.start);
  return [
    ...checkStart(flow),
    ...checkIds(flow),
    ...steps.flatMap((step) => checkStep(step, edgesFrom.get(step.node.id) ?? [])),
    ...checkEdges(flow, steps),
    ...(reached ? checkReach(flow, reached) : []),
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

const checkEdges = (flow: FlowDefinition, steps: readonly CheckedStep[]): FlowProblem[] => {
  const stepById = new Map(steps.map((step) => [step.node.id, step]));
  return flow.edges.flatMap(({ from, exit, to }): FlowProblem[] => {
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

const graphOf = (flow: FlowDefinition, steps: readonly CheckedStep[]): Graph => {
  const stepById = new Map(steps.map((step) => [step.node.id as string, step]));
  const real = flow.edges.filter(({ from, exit, to }) => {
    const source = stepById.get(from);
    return source !== undefined && stepById.has(to) && hasExit(source, exit);
  });
  const edges = groupBy(real, ({ from }) => from as string);
  return new Map(flow.nodes.map(({ id }) => [id, (edges.get(id) ?? []).map(({ to }) => to)]));
};

const checkReach = (flow: FlowDefinition, reached: ReadonlySet<string>): FlowProblem[] =>
  flow.nodes
    .filter(({ id }) => !reached.has(id))
    .map(({ id }) => ({ severity: 'warning', code: 'unreachable', message: 'No call ever gets here.', nodeId: id }));

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
