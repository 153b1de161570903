import { type Exit, readConfig } from '@callwright/flow-engine';
import { definitionByType } from '@callwright/nodes';
import type { FlowDefinition, FlowNode } from '@callwright/protocol';

/** The ways out of a step; none when it is of an unknown kind or not filled in. */
const exitsOf = (node: FlowNode): readonly Exit[] => {
  const definition = definitionByType.get(node.type);
  const config = definition ? readConfig(definition, node) : null;
  return definition && config?.ok ? definition.exits(config.value) : [];
};

/** What people call a step; its id when there is no such step. */
export const stepName = ({ nodes }: FlowDefinition, stepId: string): string =>
  nodes.find(({ id }) => id === stepId)?.name ?? stepId;

/** What people call a way out: its label. */
export const exitName = ({ nodes }: FlowDefinition, stepId: string, exit: string): string => {
  const node = nodes.find(({ id }) => id === stepId);
  return (node && exitsOf(node).find(({ name }) => name === exit)?.label) || exit;
};
