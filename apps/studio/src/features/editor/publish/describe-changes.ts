import type { NodeDefinition } from '@callwright/flow-engine';
import type { FlowDocument, FlowNode, Json } from '@callwright/protocol';
import { type FormField, formFields } from '../inspector/form-fields';
import { faceOf } from '../model/step-face';

/** One difference between two flows, for people. Steps and exits are given by their names. */
export type FlowChange =
  | { readonly kind: 'stepAdded' | 'stepRemoved'; readonly step: string; readonly words: string }
  | { readonly kind: 'stepRenamed'; readonly step: string; readonly before: string }
  /** A setting; before and after in words where it has some. */
  | {
      readonly kind: 'settingChanged';
      readonly step: string;
      readonly setting: string;
      readonly before: string | null;
      readonly after: string | null;
    }
  /** An answer, a rule: one entry of a list. */
  | {
      readonly kind: 'entryAdded' | 'entryRemoved' | 'entryChanged';
      readonly step: string;
      readonly entry: string;
    }
  /** Where an exit leads; null for nowhere. */
  | {
      readonly kind: 'wayChanged';
      readonly step: string;
      readonly exit: string;
      readonly before: string | null;
      readonly after: string | null;
    }
  | { readonly kind: 'startChanged'; readonly after: string | null }
  | {
      readonly kind: 'flowSettingChanged';
      readonly setting: FlowSetting;
      readonly before: string;
      readonly after: string;
    };

/** A setting of the whole flow. */
export type FlowSetting = 'language' | 'speaker' | 'failurePrompt';

type Definitions = ReadonlyMap<string, NodeDefinition>;

/** What callers will notice between two versions of a flow. Places on the canvas are no change. */
export const describeChanges = (
  before: FlowDocument,
  after: FlowDocument,
  definitions: Definitions,
): readonly FlowChange[] => {
  const old = new Map(before.flow.nodes.map((node) => [node.id as string, node]));
  const now = new Map(after.flow.nodes.map((node) => [node.id as string, node]));
  const words = (node: FlowNode) => faceOf(node, definitions).summary;
  return [
    ...startChange(before, after),
    ...[...now.values()].flatMap((node): FlowChange[] => {
      const was = old.get(node.id);
      return was ? stepChanges(was, node, definitions) : [{ kind: 'stepAdded', step: node.name, words: words(node) }];
    }),
    ...[...old.values()]
      .filter(({ id }) => !now.has(id))
      .map((node): FlowChange => ({ kind: 'stepRemoved', step: node.name, words: words(node) })),
    ...wayChanges(before, after, definitions),
    ...flowSettingChanges(before, after),
  ];
};

const startChange = (before: FlowDocument, after: FlowDocument): FlowChange[] =>
  before.flow.start === after.flow.start
    ? []
    : [{ kind: 'startChanged', after: after.flow.nodes.find(({ id }) => id === after.flow.start)?.name ?? null }];

const stepChanges = (was: FlowNode, node: FlowNode, definitions: Definitions): FlowChange[] => {
  const renamed: FlowChange[] =
    was.name === node.name ? [] : [{ kind: 'stepRenamed', step: node.name, before: was.name }];
  const definition = definitions.get(node.type);
  if (!definition) return renamed;
  const changed = formFields(definition).filter(({ name }) => !isSame(was.config[name], node.config[name]));
  return [...renamed, ...changed.flatMap((field) => fieldChanges(node, field, was.config[field.name]))];
};

const fieldChanges = (node: FlowNode, field: FormField, before: Json | undefined): FlowChange[] => {
  const after = node.config[field.name];
  const entries = entryChanges(node.name, before, after);
  if (entries) return entries;
  return [
    {
      kind: 'settingChanged',
      step: node.name,
      setting: field.title,
      before: valueWords(field, before),
      after: valueWords(field, after),
    },
  ];
};

type Entry = { readonly [key: string]: Json };
const isEntry = (value: Json): value is Entry & { readonly id: string } =>
  value !== null && typeof value === 'object' && 'id' in value && typeof value.id === 'string';

// Lists whose entries have ids are compared entry by entry; others as a whole.
const entryChanges = (step: string, before: Json | undefined, after: Json | undefined): FlowChange[] | undefined => {
  if (!Array.isArray(before) || !Array.isArray(after)) return undefined;
  if (![...before, ...after].every(isEntry)) return undefined;
  const old = new Map(before.filter(isEntry).map((entry) => [entry.id, entry]));
  const now = new Map(after.filter(isEntry).map((entry) => [entry.id, entry]));
  const changes = [...now.values()].flatMap((entry): FlowChange[] => {
    const was = old.get(entry.id);
    if (!was) return [{ kind: 'entryAdded', step, entry: entryName(entry) }];
    return isSame(was, entry) ? [] : [{ kind: 'entryChanged', step, entry: entryName(entry) }];
  });
  const gone = [...old.values()].filter(({ id }) => !now.has(id));
  return [...changes, ...gone.map((entry): FlowChange => ({ kind: 'entryRemoved', step, entry: entryName(entry) }))];
};

const entryName = ({ label, key, id }: Entry & { readonly id: string }): string => {
  const words = typeof label === 'string' && label !== '' ? label : id;
  return typeof key === 'string' && key !== '' ? `${key} ${words}` : words;
};

const wayChanges = (before: FlowDocument, after: FlowDocument, definitions: Definitions): FlowChange[] => {
  const oldNodes = new Set<string>(before.flow.nodes.map(({ id }) => id));
  return after.flow.nodes
    .filter(({ id }) => oldNodes.has(id))
    .flatMap((node) =>
      faceOf(node, definitions).exits.flatMap((exit): FlowChange[] => {
        const was = targetOf(before, node.id, exit.name);
        const is = targetOf(after, node.id, exit.name);
        if (was?.id === is?.id) return [];
        const ways = { before: was?.name ?? null, after: is?.name ?? null };
        return [{ kind: 'wayChanged', step: node.name, exit: exit.label, ...ways }];
      }),
    );
};

const targetOf = ({ flow }: FlowDocument, from: string, exit: string): FlowNode | undefined => {
  const edge = flow.edges.find((one) => one.from === from && one.exit === exit);
  return edge && flow.nodes.find(({ id }) => id === edge.to);
};

const flowSettingChanges = (before: FlowDocument, after: FlowDocument): FlowChange[] =>
  (['language', 'speaker', 'failurePrompt'] as const).flatMap((setting): FlowChange[] => {
    const was = settingIn(before, setting);
    const is = settingIn(after, setting);
    return was === is ? [] : [{ kind: 'flowSettingChanged', setting, before: was, after: is }];
  });

const settingIn = ({ flow: { settings } }: FlowDocument, setting: FlowSetting): string =>
  setting === 'failurePrompt' ? settings.failure.prompt : (settings[setting] ?? '');

const valueWords = ({ unit, options }: FormField, value: Json | undefined): string | null => {
  if (typeof value === 'number') return unit === 'ms' ? `${value / 1000} s` : String(value);
  if (typeof value === 'string') return options.find((option) => option.value === value)?.label ?? value;
  return null;
};

const isSame = (a: Json | undefined, b: Json | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);
