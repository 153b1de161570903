import { type CallSummary, callId, callSummary, type FlowRef, flowId } from '@callwright/protocol';
import { isoOf } from '../platform/calendar.js';
import type { CallRow } from './calls.repository.js';

/** A call in a list. */
export const summaryOf = (row: CallRow): CallSummary => ({
  id: callId.parse(row.id),
  protocol: row.protocol,
  direction: callSummary.shape.direction.parse(row.direction),
  from: row.from,
  to: row.to,
  flow: flowRefOf(row),
  flowName: row.flowName,
  status: callSummary.shape.status.parse(row.status),
  outcome: callSummary.shape.outcome.parse(row.outcome),
  endReason: row.endReason,
  startedAt: isoOf(row.startedAt),
  answeredAt: isoOf(row.answeredAt),
  endedAt: isoOf(row.endedAt),
  durationMs: row.endedAt && Math.max(0, row.endedAt.getTime() - row.startedAt.getTime()),
  hasRecording: row.recording !== null,
  currentNodeId: row.status === 'live' ? row.currentNodeId : null,
});

/** Which flow ran, if one did. */
export const flowRefOf = (row: Pick<CallRow, 'flowId' | 'flowVersion' | 'draftRevision'>): FlowRef | null =>
  row.flowId === null
    ? null
    : { flowId: flowId.parse(row.flowId), version: row.flowVersion, draftRevision: row.draftRevision };
