import { callId, type DeliveryResource, deliveryResource } from '@callwright/protocol';
import { isoOf } from '../platform/calendar.js';
import type { DeliveryRow } from './deliveries.repository.js';

/** A delivery as people see it. */
export const deliveryOf = (row: DeliveryRow): DeliveryResource => ({
  id: row.id,
  callId: callId.parse(row.callId),
  messageId: row.messageId,
  channel: deliveryResource.shape.channel.parse(row.channel),
  to: row.recipient,
  status: deliveryResource.shape.status.parse(row.status),
  attempts: row.attempts,
  error: row.error,
  createdAt: isoOf(row.createdAt),
  updatedAt: isoOf(row.updatedAt),
  sentAt: isoOf(row.sentAt),
});
