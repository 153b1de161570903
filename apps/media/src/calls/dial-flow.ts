import { compileFlow, type FlowProgram } from '@callwright/flow-engine';
import { nodeTypes } from '@callwright/nodes/executors';
import { type FlowEntry, flowId, flowSettings, nodeId, type WorkspaceId } from '@callwright/protocol';
import type { TelephoneLine } from './principal.js';

type DialLine = Extract<TelephoneLine, { kind: 'dial' }>;

const RING_MS = 120_000;
/** RFC 3261 §21: what a caller is told who has not been answered. */
const codes = { noAnswer: 480, busy: 486, failed: 503 } as const;

/** A flow that does nothing but join the caller with somebody else, and ends with them. */
export const dialFlow = (
  workspaceId: WorkspaceId,
  { target, callerId }: DialLine,
): { readonly entry: FlowEntry; readonly program: FlowProgram } => {
  const node = (id: string, type: string, config: FlowEntry['flow']['nodes'][number]['config']) => ({
    id: nodeId.parse(id),
    type,
    name: id,
    config,
  });
  const ends = Object.entries(codes).map(([exit, code]) => node(exit, 'hangup', { reason: exit, code }));
  const config = { target: literal(target), mode: 'bridge', timeoutMs: RING_MS, callerId: literal(callerId ?? '') };
  const flow: FlowEntry['flow'] = {
    schema: 2,
    start: nodeId.parse('dial'),
    nodes: [node('dial', 'transfer', config), node('ended', 'hangup', {}), ...ends],
    edges: ['ended', ...Object.keys(codes)].map((exit) => ({
      from: nodeId.parse('dial'),
      exit,
      to: nodeId.parse(exit),
    })),
    settings: flowSettings.parse({}),
  };
  const ref = { flowId: flowId.parse('dial'), version: null, draftRevision: null };
  return { entry: { ref, workspaceId, name: 'dial', flow }, program: compileFlow(flow, nodeTypes) };
};

// A caller's number is no template, whatever stands in it.
const literal = (text: string): string => text.replaceAll('{', '');
