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
type Made = { readonly from: readonly unknown[]; readonly view: StepView };

const made = new WeakMap<StepViews, ReadonlyMap<string, Made>>();

/** What each card of a flow shows. `before` saves making anew what did not change. */
export const stepViews = ({ flow, problems, definitions }: Sources, before?: StepViews): StepViews => {
  const edges = groupBy(flow.edges, ({ from }) => from);
  const found = groupBy(problems, ({ nodeId }) => nodeId ?? '');
  const known = before && made.get(before);
  const now = new Map<string, Made>();
  for (const node of flow.nodes) {
    const ownEdges = edges.get(node.id) ?? [];
    const ownProblems = found.get(node.id) ?? [];
    // Documents share what did not change, so that the same objects mean the same card; messages are compared as such.
    const from = [node, definitions, ...ownEdges, ...ownProblems.map(({ severity, message }) => severity + message)];
    const old = known?.get(node.id);
    now.set(
      node.id,
      old && isSame(old.from, from) ? old : { from, view: viewOf(node, ownEdges, ownProblems, definitions) },
    );
  }
  const views: StepViews = new Map([...now].map(([id, { view }]) => [id, view]));
  made.set(views, now);
  return views;
};

const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index]);

const viewOf = (
  node: FlowNode,
  edges: readonly FlowEdge[],
  problems: readonly FlowProblem[],
  definitions: ReadonlyMap<string, NodeDefinition>,
): StepView => {
  const { definition, exits, summary, config } = faceOf(node, definitions);
  const messages = (severity: FlowProblem['severity']) =>
    problems.filter((problem) => problem.severity === severity).map(({ message }) => message);
  return {
    id: node.id,
    name: node.name,
    kind: definition?.title ?? node.type,
    family: definition?.family ?? 'data',
    icon: definition?.icon ?? 'circle',
    words: summary,
    isSpoken:
      definition !== undefined &&
      formFields(definition).some((field) => isMainPrompt(field) && isIn(config[field.name], summary)),
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

// A card may show something else than what its step says: a queue its name, a question to a service the address.
const isIn = (prompt: unknown, words: string): boolean =>
  prompt === words || (typeof prompt === 'object' && prompt !== null && Object.values(prompt).includes(words));

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
