import type { NodeDefinition } from '@callwright/flow-engine';
import type { FlowNode, NodeId } from '@callwright/protocol';

/**
 * A step as it is when added: set as its schema says, and named so that it is told apart.
 * @param others steps that are there
 * @param newId gives an id that is in no flow
 */
export const newNode = (
  definition: NodeDefinition,
  others: readonly Pick<FlowNode, 'name'>[],
  newId: () => string,
): FlowNode => ({
  id: newId() as NodeId,
  type: definition.type,
  name: freeName(
    definition.action,
    others.map(({ name }) => name),
  ),
  config: definition.config.parse({}) as FlowNode['config'],
});

/** `wanted`, or `wanted 2` and so on where it is taken. */
export const freeName = (wanted: string, taken: readonly string[]): string => {
  const names = new Set(taken);
  let name = wanted;
  for (let count = 2; names.has(name); count++) name = `${wanted} ${count}`;
  return name;
};
