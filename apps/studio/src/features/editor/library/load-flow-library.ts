import { type FlowLibrary, type NodeDefinition, readConfig } from '@callwright/flow-engine';
import type { FlowDefinition } from '@callwright/protocol';

/** Finds a flow by the key a step calls it by; null when there is none. */
export type FindFlow = (key: string) => Promise<FlowDefinition | null>;

/** The keys of the flows a flow calls itself, each once. */
export const keysCalledBy = (
  { nodes }: FlowDefinition,
  definitions: ReadonlyMap<string, NodeDefinition>,
): readonly string[] => {
  const keys = nodes.flatMap((node) => {
    const definition = definitions.get(node.type);
    if (!definition?.subflow) return [];
    const config = readConfig(definition, node);
    return (config.ok && definition.subflow(config.value)) || [];
  });
  return [...new Set(keys)];
};

/** What a key names: `<flow>`, of which the latest published version is meant, or `<flow>@<version>`. */
export const readFlowKey = (key: string): { readonly flowId: string; readonly version: number | null } => {
  const [, flowId, version] = /^(.*)@([0-9]{1,9})$/s.exec(key) ?? [];
  return flowId === undefined ? { flowId: key, version: null } : { flowId, version: Number(version) };
};

/** Everything a flow may come to by calls, as far as it can be found. */
export const loadFlowLibrary = async (
  flow: FlowDefinition,
  definitions: ReadonlyMap<string, NodeDefinition>,
  findFlow: FindFlow,
): Promise<FlowLibrary> => {
  const library = new Map<string, FlowDefinition>();
  const seen = new Set<string>();
  let waiting = keysCalledBy(flow, definitions);
  while (waiting.length > 0) {
    for (const key of waiting) seen.add(key);
    const found = await Promise.all(waiting.map(async (key) => [key, await findFlow(key)] as const));
    const flows = found.flatMap(([key, one]) => (one === null ? [] : [[key, one] as const]));
    for (const [key, one] of flows) library.set(key, one);
    waiting = [...new Set(flows.flatMap(([, one]) => keysCalledBy(one, definitions)))].filter((key) => !seen.has(key));
  }
  return library;
};
