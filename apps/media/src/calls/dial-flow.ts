import { compileFlow, type FlowProgram } from '@callwright/flow-engine';
import { nodeTypes } from '@callwright/nodes/executors';
import { type FlowEntry, flowId, flowSettings, nodeId, type WorkspaceId } from '@callwright/protocol';
import { PASSED_ON, passedOnStatus } from './call-refusal.js';
import type { TelephoneLine } from './principal.js';

type DialLine = Extract<TelephoneLine, { kind: 'dial' }>;
type Node = FlowEntry['flow']['nodes'][number];

const RING_MS = 120_000;
/** RFC 3261 §21: what a caller is told who has not been answered, by why, where nobody said a status. */
const usual = { noAnswer: 480, busy: 486, rejected: 603, failed: 503 } as const;
const OTHERWISE = usual.noAnswer;
const EXITS = ['busy', 'noAnswer', 'failed'];
/** Any status there may be, as somebody may have answered. */
const REFUSALS = Array.from({ length: 400 }, (_, at) => 300 + at);

/**
 * A flow that does nothing but join the caller with somebody else, and ends with them. Who is refused is told what they were
 * told, as far as it is theirs to know.
 */
export const dialFlow = (
  workspaceId: WorkspaceId,
  { target, callerId }: DialLine,
): { readonly entry: FlowEntry; readonly program: FlowProgram } => {
  const config = {
    ...{ target: literal(target), mode: 'bridge', timeoutMs: RING_MS, callerId: literal(callerId ?? '') },
    saveAs: 'went',
  };
  const flow: FlowEntry['flow'] = {
    schema: 2,
    start: nodeId.parse('dial'),
    nodes: [
      node('dial', 'transfer', config),
      node('ended', 'hangup', {}),
      node('why', 'switch', {
        value: '{{ went.code | default: went.status }}',
        cases: told.map(({ code, values }) => ({ id: String(code), label: '', values })),
      }),
      ...told.map(({ code, reason }) => node(`told-${code}`, 'hangup', { reason, code })),
    ],
    edges: [
      edge('dial', 'ended', 'ended'),
      ...EXITS.map((exit) => edge('dial', exit, 'why')),
      ...told.map(({ code }) => edge('why', String(code), `told-${code}`)),
      edge('why', 'otherwise', `told-${OTHERWISE}`),
    ],
    settings: flowSettings.parse({}),
  };
  const ref = { flowId: flowId.parse('dial'), version: null, draftRevision: null };
  return { entry: { ref, workspaceId, name: 'dial', flow }, program: compileFlow(flow, nodeTypes) };
};

type Told = { readonly code: number; readonly reason: string; readonly values: readonly string[] };

/** Each status a caller may be told, and what was heard of the other side when they are; 480 also where nothing fits. */
const toldBy = (): readonly Told[] => {
  const codes = new Set([...PASSED_ON, 500, ...Object.values(usual)]);
  return [...codes].map((code) => {
    const [word] = Object.entries(usual).find(([, status]) => status === code) ?? [];
    const statuses = code === OTHERWISE ? [] : REFUSALS.filter((one) => passedOnStatus(one) === code).map(String);
    return { code, reason: word ?? reasonOf(code), values: [...(word === undefined ? [] : [word]), ...statuses] };
  });
};

const reasonOf = (code: number): string => (code === 600 ? 'busy' : code > 600 || code === 403 ? 'rejected' : 'failed');

const told = toldBy();

const node = (id: string, type: string, config: Node['config']): Node => ({
  id: nodeId.parse(id),
  type,
  name: id,
  config,
});

const edge = (from: string, exit: string, to: string) => ({ from: nodeId.parse(from), exit, to: nodeId.parse(to) });

// A caller's number is no template, whatever stands in it.
const literal = (text: string): string => text.replaceAll('{', '');
