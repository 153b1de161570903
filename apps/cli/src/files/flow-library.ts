import { type FlowLibrary, readConfig } from '@callwright/flow-engine';
import { definitionByType } from '@callwright/nodes';
import type { FlowDefinition } from '@callwright/protocol';
import type { LoadedFlow } from './read-flow.js';

/**
 * Flows by the keys other flows name them by. A file has no version: `billing@3` is the file of that very id, or else the
 * file `billing`. Of two with the same id the first is taken.
 */
export const libraryOf = (flows: readonly LoadedFlow[]): FlowLibrary => {
  const library = new Map<string, FlowDefinition>();
  for (const { file } of flows) if (!library.has(file.id)) library.set(file.id, file.document.flow);
  for (const key of flows.flatMap(({ file }) => keysIn(file.document.flow))) {
    const unversioned = library.get(key.replace(/@\d+$/, ''));
    if (unversioned && !library.has(key)) library.set(key, unversioned);
  }
  return library;
};

/** Files that go by the id of another: only the first of them can be called. */
export const sameIds = (
  flows: readonly LoadedFlow[],
): readonly { readonly flow: LoadedFlow; readonly first: string }[] =>
  flows.flatMap((flow, at) => {
    const first = flows.findIndex(({ file }) => file.id === flow.file.id);
    return first < at ? [{ flow, first: flows[first]?.path ?? '' }] : [];
  });

const keysIn = ({ nodes }: FlowDefinition): readonly string[] =>
  nodes.flatMap((node) => {
    const definition = definitionByType.get(node.type);
    if (!definition?.subflow) return [];
    const config = readConfig(definition, node);
    const key = config.ok ? definition.subflow(config.value) : null;
    return key === null ? [] : [key];
  });
