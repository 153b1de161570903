import { type CallSummary, callId, callSummary, type FlowRef, flowId, flowRef } from '@callwright/protocol';
import { z } from 'zod';
import { isoOf } from '../platform/calendar.js';
import type { CallRow } from './calls.repository.js';
import type { CallMarks } from './projection/marks.js';

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
  tags: { ...marksOf(row).tags },
  flowOutcome: row.flowOutcome,
});

/** What the flow of a call marked it with. */
export const marksOf = (row: Pick<CallRow, 'tags' | 'flowOutcome'>): CallMarks => ({
  tags: z.record(z.string(), z.string()).parse(row.tags),
  outcome: row.flowOutcome,
});

/** Which flow ran, if one did, and which versions of those it called without naming one. */
export const flowRefOf = (
  row: Pick<CallRow, 'flowId' | 'flowVersion' | 'draftRevision' | 'subflows'>,
): FlowRef | null => {
  if (row.flowId === null) return null;
  const subflows = flowRef.shape.subflows.parse(row.subflows ?? undefined);
  const ref = { flowId: flowId.parse(row.flowId), version: row.flowVersion, draftRevision: row.draftRevision };
  return { ...ref, ...(subflows && { subflows }) };
};
