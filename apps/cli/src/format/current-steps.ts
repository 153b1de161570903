import { type FlowFile, readConfig } from '@callwright/flow-engine';
import { definitionByType } from '@callwright/nodes';
import type { FlowNode } from '@callwright/protocol';

/**
 * A flow whose steps are written as their present versions want it. What cannot be read stays as it is: `check` says what
 * is wrong with it.
 */
export const withCurrentSteps = (file: FlowFile): FlowFile => {
  const { flow } = file.document;
  return { ...file, document: { ...file.document, flow: { ...flow, nodes: flow.nodes.map(currentStep) } } };
};

const currentStep = (node: FlowNode): FlowNode => {
  const { version = 1 } = node;
  const definition = definitionByType.get(node.type);
  if (!definition || version >= definition.version || !readConfig(definition, node).ok) return node;
  let config = node.config;
  for (let from = version; from < definition.version; from += 1) config = definition.migrate?.(config, from) ?? config;
  return { ...node, version: definition.version, config };
};
