import type { NodeDefinition } from '@callwright/flow-engine';
import type { FlowDocument, Json } from '@callwright/protocol';
import type { EditorCommand } from './command';
import { faceOf } from './step-face';

/** A new value of one setting of a step. */
export type FieldChange = { readonly nodeId: string; readonly field: string; readonly value: Json };

/**
 * The command that changes one setting, and takes away the wires of exits that go with it.
 * @returns undefined when the step is not there; `prunes` when wires go
 */
export const changeFieldCommand = (
  { flow }: FlowDocument,
  definitions: ReadonlyMap<string, NodeDefinition>,
  { nodeId, field, value }: FieldChange,
): { readonly command: EditorCommand; readonly prunes: boolean } | undefined => {
  const node = flow.nodes.find(({ id }) => id === nodeId);
  if (!node) return undefined;
  const config = { ...node.config, [field]: value };
  const change: EditorCommand = { command: 'changeConfig', nodeId, config };
  const before = faceOf(node, definitions).exits.map(({ name }) => name);
  const after = new Set(faceOf({ ...node, config }, definitions).exits.map(({ name }) => name));
  // An exit that was unknown before keeps its wire: it may come back with the next letter typed.
  const gone = before.filter((exit) => !after.has(exit));
  const prunes = flow.edges
    .filter(({ from, exit }) => from === nodeId && gone.includes(exit))
    .map(({ from, exit }): EditorCommand => ({ command: 'disconnect', from, exit }));
  return prunes.length === 0
    ? { command: change, prunes: false }
    : { command: { command: 'batch', commands: [change, ...prunes] }, prunes: true };
};
