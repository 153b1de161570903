import type { Exit, NodeDefinition, NodeFamily } from '@callwright/flow-engine';
import type { FlowDocument, FlowEdge, FlowNode, FlowProblem } from '@callwright/protocol';
import { type FormField, formFields } from '../inspector/form-fields';
import { type ExitState, exitState, faceOf } from '../model/step-face';

/** A row at the foot of a step card: one way out. */
export type ExitRow = {
  readonly name: string;
  readonly label: string;
  readonly key: string | undefined;
  readonly kind: Exit['kind'];
  readonly state: ExitState;
};

/** All that a step card shows, apart from where the call is. */
export type StepView = {
  readonly id: string;
  readonly name: string;
  /** What kind of step it is; the type's own name where the kind is not known. */
  readonly kind: string;
  readonly family: NodeFamily;
  readonly icon: string;
  readonly words: string;
  /** Whether its words are said to the caller. */
  readonly isSpoken: boolean;
  readonly rows: readonly ExitRow[];
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
};

/** The cards of a flow, by node id. Cards that are as before are the same objects. */
export type StepViews = ReadonlyMap<string, StepView>;

type Sources = {
  readonly flow: FlowDocument['flow'];
  readonly problems: readonly FlowProblem[];
  readonly definitions: ReadonlyMap<string, NodeDefinition>;
};

/** What each card of a flow shows. `before` saves drawing anew what did not change. */
export const stepViews = ({ flow, problems, definitions }: Sources, before: StepViews = new Map()): StepViews => {
  const edges = groupBy(flow.edges, ({ from }) => from);
  const found = groupBy(problems, ({ nodeId }) => nodeId ?? '');
  return new Map(
    flow.nodes.map((node) => {
      const view = viewOf(node, edges.get(node.id) ?? [], found.get(node.id) ?? [], definitions);
      const old = before.get(node.id);
      return [node.id, old && JSON.stringify(old) === JSON.stringify(view) ? old : view];
    }),
  );
};

const viewOf = (
  node: FlowNode,
  edges: readonly FlowEdge[],
  problems: readonly FlowProblem[],
  definitions: ReadonlyMap<string, NodeDefinition>,
): StepView => {
  const { definition, exits, summary } = faceOf(node, definitions);
  const messages = (severity: FlowProblem['severity']) =>
    problems.filter((problem) => problem.severity === severity).map(({ message }) => message);
  return {
    id: node.id,
    name: node.name,
    kind: definition?.title ?? node.type,
    family: definition?.family ?? 'data',
    icon: definition?.icon ?? 'circle',
    words: summary,
    isSpoken: definition !== undefined && formFields(definition).some(isMainPrompt),
    rows: exits.map((exit) => {
      const state = exitState(
        exit,
        edges.find((edge) => edge.exit === exit.name),
      );
      return { name: exit.name, label: exit.label, key: exit.key, kind: exit.kind, state };
    }),
    errors: messages('error'),
    warnings: messages('warning'),
  };
};

// What the caller hears is the step's own words.
const isMainPrompt = ({ widget, section }: FormField): boolean => widget === 'prompt' && section === 'hears';

const groupBy = <Value>(values: readonly Value[], keyOf: (value: Value) => string): Map<string, Value[]> => {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
};
