import type { NodeDefinition } from '@callwright/flow-engine';
import type { FlowDefinition, Json } from '@callwright/protocol';
import { formFields } from '../inspector/form-fields';

/** What every call knows from the start. */
const CALL_VARIABLES = ['call.from', 'call.to'] as const;
/** What a question keeps under its name. */
const ANSWER_PARTS = ['choice', 'said'] as const;

/** Something a prompt may say, and the step it comes from. */
export type KnownVariable = { readonly name: string; readonly from: string | undefined };

/** Every variable a flow may know, those of the call first, then in the order of the steps. */
export const variablesOf = (
  flow: FlowDefinition,
  definitions: ReadonlyMap<string, NodeDefinition>,
): readonly KnownVariable[] => {
  const known = new Map<string, KnownVariable>(CALL_VARIABLES.map((name) => [name, { name, from: undefined }]));
  for (const node of flow.nodes) {
    const definition = definitions.get(node.type);
    const names = definition ? namesSetBy(node.config, definition) : [];
    for (const name of names) if (!known.has(name)) known.set(name, { name, from: node.name });
  }
  return [...known.values()];
};

const namesSetBy = (config: Readonly<Record<string, Json>>, definition: NodeDefinition): readonly string[] =>
  formFields(definition).flatMap(({ name, widget }) => {
    const value = config[name];
    if (widget === 'variable') {
      if (typeof value !== 'string' || value === '') return [];
      return definition.asksCaller ? ANSWER_PARTS.map((part) => `${value}.${part}`) : [value];
    }
    return widget === 'assignments' && Array.isArray(value) ? value.flatMap(assignedName) : [];
  });

const assignedName = (entry: Json): readonly string[] => {
  const name = entry !== null && typeof entry === 'object' && 'name' in entry ? entry.name : undefined;
  return typeof name === 'string' && name !== '' ? [name] : [];
};
