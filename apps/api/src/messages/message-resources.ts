import { callId, type MessageResource } from '@callwright/protocol';
import { isoOf } from '../platform/calendar.js';
import type { MessageRow } from './messages.repository.js';

/** A message as people see it. */
export const messageOf = (row: MessageRow): MessageResource => ({
  id: row.id,
  callId: callId.parse(row.callId),
  recordId: row.recordId,
  from: row.call.from,
  flowName: row.call.flowName,
  startedAt: isoOf(row.startedAt),
  durationMs: row.durationMs,
  sizeBytes: row.sizeBytes,
  transcript: row.transcript,
  isRead: row.readAt !== null,
  url: soundPathOf(row.id),
});

/** Where the sound of a message is served. */
export const soundPathOf = (id: string): string => `/api/v1/messages/${id}/recording`;
