import type { NodeDefinition } from '@callwright/flow-engine';
import type { FlowDefinition, FlowNode, Json, VariableType } from '@callwright/protocol';
import { type FormField, formFields } from '../inspector/form-fields';

/** What every call knows from the start. */
const CALL_VARIABLES = ['call.from', 'call.to'] as const;
/** What some kinds of steps keep under the name they are given; the others keep the value itself. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  menu: ['choice', 'said'],
  hours: ['state', 'because', 'name', 'next.date', 'next.time'],
  dial: ['status', 'target', 'talkedMs'],
  queue: ['status', 'agent', 'waitedMs'],
  voicemail: ['recordId', 'durationMs', 'transcript'],
};
/** Columns whose value is the name of a variable. */
const NAMING_COLUMNS = ['as', 'saveAs'] as const;

/** Something a prompt may say, and the step it comes from. */
export type KnownVariable = {
  readonly name: string;
  /** Undefined for what is known from the beginning. */
  readonly from: string | undefined;
  /** What it is declared to hold. */
  readonly type?: VariableType;
};

/** Every variable a flow may know: those of the call, those it declares, then what its steps remember. */
export const variablesOf = (
  flow: FlowDefinition,
  definitions: ReadonlyMap<string, NodeDefinition>,
): readonly KnownVariable[] => {
  const known = new Map<string, KnownVariable>(CALL_VARIABLES.map((name) => [name, { name, from: undefined }]));
  for (const { name, type } of flow.settings.variables) known.set(name, { name, from: undefined, type });
  for (const node of flow.nodes) {
    const definition = definitions.get(node.type);
    const names = definition ? namesSetBy(node, definition) : [];
    for (const name of names) if (!known.has(name)) known.set(name, { name, from: node.name });
  }
  return [...known.values()];
};

/** Whether a caller may hear it: secrets are never said. */
export const isSayable = ({ type }: KnownVariable): boolean => type !== 'secret';

const namesSetBy = (node: FlowNode, definition: NodeDefinition): readonly string[] =>
  formFields(definition).flatMap((field) => {
    const value = node.config[field.name];
    if (field.widget === 'variable') return typeof value === 'string' && value !== '' ? partsOf(value, node) : [];
    return Array.isArray(value) ? (value as readonly Json[]).flatMap((row) => namesIn(row, field)) : [];
  });

// A choice is kept with what was said; the other kinds of answers are values.
const partsOf = (name: string, { type, config }: FlowNode): readonly string[] => {
  const keepsChoice = type === 'listen' && (config.listensFor ?? 'choices') === 'choices';
  const parts = keepsChoice ? PARTS.menu : PARTS[type];
  return parts ? parts.map((part) => `${name}.${part}`) : [name];
};

const namesIn = (row: Json, { widget }: FormField): readonly string[] => {
  if (row === null || typeof row !== 'object' || Array.isArray(row)) return [];
  const entry = row as Readonly<Record<string, Json>>;
  const columns = widget === 'assignments' || widget === 'slots' ? ['name'] : NAMING_COLUMNS;
  return columns.flatMap((column) => {
    const name = entry[column];
    return typeof name === 'string' && name !== '' ? [name] : [];
  });
};
