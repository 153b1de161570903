import { readConfig } from '@callwright/flow-engine';
import { definitions } from '@callwright/nodes';
import type { FlowDefinition } from '@callwright/protocol';

/** A flow as a step that calls it names it: the latest published version, or a pinned one. */
export type FlowKey = { readonly flowId: string; readonly version: number | null };

/** The keys of the flows a flow calls itself, each once. */
export const keysCalledBy = ({ nodes }: FlowDefinition): readonly string[] => {
  const keys = nodes.flatMap((node) => {
    const definition = byType.get(node.type);
    const config = definition && readConfig(definition, node);
    return (config?.ok && definition?.subflow?.(config.value)) || [];
  });
  return [...new Set(keys)];
};

const byType = new Map(definitions.map((definition) => [definition.type, definition]));

/** What a key names: `<flow>` or `<flow>@<version>`. */
export const readFlowKey = (key: string): FlowKey => {
  const [, flowId, version] = /^(.*)@([0-9]{1,9})$/s.exec(key) ?? [];
  return flowId === undefined ? { flowId: key, version: null } : { flowId, version: Number(version) };
};
