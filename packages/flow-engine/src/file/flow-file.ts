import {
  FLOW_SCHEMA,
  type FlowDocument,
  type FlowEdge,
  type FlowNode,
  flowDocument,
  flowLayout,
  flowSettings,
  json,
  migrateFlowDocument,
} from '@callwright/protocol';
import { z } from 'zod';
import { groupBy } from '../group-by.js';
import { type FileProblem, type LocateInYaml, readYaml } from './read-yaml.js';

/** A flow as a file: its document, what people call it and what it is for, and the key by which other flows call it. */
export type FlowFile = {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly document: FlowDocument;
};
/** A file as it was read, or what is wrong with it. */
export type ReadFlowFile =
  | { readonly ok: true; readonly file: FlowFile }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** Problems of a file that are told: each takes the time to find out where it stands. */
const MAX_TOLD = 100;

const place = z.tuple([z.number(), z.number()]);
/** One step is one block: what it is, how it is set, and where each of its ways out leads. */
const fileStep = z.strictObject({
  type: z.string(),
  version: z.number().int().min(1).optional(),
  name: z.string().optional(),
  config: z.record(z.string(), json).default({}),
  exits: z.record(z.string(), z.string()).default({}),
});
/**
 * The shape of `*.flow.yaml` and, equal to it, `*.flow.json`: logic first, the places on the canvas last. `callwright` is
 * the number of the schema the flow is written in.
 */
export const flowFileSchema = z.strictObject({
  callwright: z.number().int().min(1).max(FLOW_SCHEMA),
  id: z.string().min(1).max(64).optional(),
  name: z.string().min(1).max(120).optional(),
  description: z.string().max(300).optional(),
  start: z.string().nullable().default(null),
  settings: z.record(z.string(), json).default({}),
  steps: z.record(z.string(), fileStep).default({}),
  layout: z
    .strictObject({
      steps: z.record(z.string(), place).default({}),
      notes: z.record(z.string(), z.strictObject({ at: place, text: z.string() })).default({}),
    })
    .optional(),
});
type FlowFileShape = z.infer<typeof flowFileSchema>;

/**
 * Reads the text of a flow file, YAML or JSON, in any schema up to the current. A flow that is not complete yet is read
 * all the same: whether it may run is for `checkFlow` to say.
 * @param fallbackId the id of a file that names none: its own name without the ending
 */
export const parseFlowFile = (text: string, fallbackId: string): ReadFlowFile => {
  const yaml = readYaml(text);
  if (!yaml.ok) return yaml;
  const shape = flowFileSchema.safeParse(yaml.value);
  if (!shape.success) return { ok: false, problems: problemsOf(shape.error, yaml.locate) };
  const document = flowDocument.safeParse(migrateFlowDocument(documentOf(shape.data)));
  if (!document.success) {
    const locate: LocateInYaml = (path, key) => yaml.locate(placeInFile(path, shape.data), key);
    return { ok: false, problems: problemsOf(document.error, locate) };
  }
  const id = shape.data.id ?? fallbackId;
  const { name = id, description } = shape.data;
  return { ok: true, file: { id, name, ...(description ? { description } : {}), document: document.data } };
};

/** The content of a flow file as data, in the order it is written: what is as it always is, is left out. */
export const flowFileContent = ({
  id,
  name,
  description,
  document: { flow, layout },
}: FlowFile): Readonly<Record<string, unknown>> => ({
  callwright: flow.schema,
  id,
  name,
  ...(description ? { description } : {}),
  settings: settingsIn(flow.settings),
  start: flow.start,
  steps: stepsIn(flow),
  ...layoutIn(layout),
});

const documentOf = ({ callwright, start, settings, steps, layout }: FlowFileShape): unknown => ({
  flow: {
    schema: callwright,
    start,
    nodes: Object.entries(steps).map(([id, { exits: _, name = id, ...step }]) => ({ id, name, ...step })),
    edges: Object.entries(steps).flatMap(([from, { exits }]) =>
      Object.entries(exits).map(([exit, to]) => ({ from, exit, to })),
    ),
    settings,
  },
  layout: flowLayout.parse({
    nodes: Object.fromEntries(Object.entries(layout?.steps ?? {}).map(([id, [x, y]]) => [id, { x, y }])),
    notes: Object.entries(layout?.notes ?? {}).map(
      ([
        id,
        {
          at: [x, y],
          text,
        },
      ]) => ({ id, x, y, text }),
    ),
  }),
});

const problemsOf = ({ issues }: z.ZodError, locate: LocateInYaml): readonly FileProblem[] =>
  issues
    .flatMap(problemsIn)
    .slice(0, MAX_TOLD)
    .map(({ message, path, key }) => ({
      message: path.length > 0 ? `${path.map(String).join('.')}: ${message}` : message,
      ...locate(path, key),
    }));

type Wrong = { readonly message: string; readonly path: readonly PropertyKey[]; readonly key?: string };

// An issue stands at a value; keys that are not known are listed in one issue of what they stand in.
const problemsIn = (issue: z.core.$ZodIssue): readonly Wrong[] => {
  const { message, path } = issue;
  if (issue.code !== 'unrecognized_keys') return [{ message, path }];
  return issue.keys.map((key) => ({ message: `Unrecognized key: "${key}"`, path, key }));
};

// From a place in the document to the place in the file it was read from.
const placeInFile = (path: readonly PropertyKey[], { steps }: FlowFileShape): readonly PropertyKey[] => {
  const [part, list, at, ...rest] = path;
  if (part !== 'flow') return ['layout'];
  if (list === 'nodes' && typeof at === 'number') return ['steps', Object.keys(steps)[at] ?? '', ...rest];
  return list === 'edges' ? ['steps'] : path.slice(1);
};

const settingsIn = ({
  language,
  ...settings
}: FlowDocument['flow']['settings']): Readonly<Record<string, unknown>> => ({
  language,
  ...unusualOf(settings, flowSettings.parse({})),
});

// What is not as it always is; groups of settings are groups of what is unusual in them.
const unusualOf = (
  settings: Readonly<Record<string, unknown>>,
  usual: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => {
  const entries = Object.entries(settings).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(usual[key]),
  );
  return Object.fromEntries(
    entries.map(([key, value]) => {
      const [group, usualGroup] = [groupOfSettings.safeParse(value), groupOfSettings.safeParse(usual[key])];
      return [key, group.success && usualGroup.success ? unusualOf(group.data, usualGroup.data) : value];
    }),
  );
};
const groupOfSettings = z.record(z.string(), z.unknown());

const stepsIn = ({ nodes, edges }: FlowDocument['flow']) => {
  const edgesFrom = groupBy(edges, ({ from }) => from);
  return Object.fromEntries(nodes.map((node) => [node.id, stepIn(node, edgesFrom.get(node.id) ?? [])]));
};

const stepIn = ({ id, type, version, name, config }: FlowNode, edges: readonly FlowEdge[]) => {
  const exits = Object.fromEntries(edges.map(({ exit, to }) => [exit, to]));
  return {
    type,
    ...(version === undefined ? {} : { version }),
    ...(name === id ? {} : { name }),
    ...(Object.keys(config).length > 0 ? { config } : {}),
    ...(Object.keys(exits).length > 0 ? { exits } : {}),
  };
};

const layoutIn = ({ nodes, notes }: FlowDocument['layout']) => {
  const steps = Object.entries(nodes).map(([id, { x, y }]) => [id, [x, y]] as const);
  if (steps.length === 0 && notes.length === 0) return {};
  const written = notes.map(({ id, x, y, text }) => [id, { at: [x, y], text }] as const);
  return {
    layout: {
      ...(steps.length > 0 ? { steps: Object.fromEntries(steps) } : {}),
      ...(written.length > 0 ? { notes: Object.fromEntries(written) } : {}),
    },
  };
};
