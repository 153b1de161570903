import { type CallLeg, callId, callLeg, type SoundStatistics, soundStatistics } from '@callwright/protocol';
import { isoOf } from '../platform/calendar.js';
import type { CallRow } from './calls.repository.js';

/** A call as one of the legs of another. */
export const legOf = (row: CallRow): CallLeg => ({
  id: callId.parse(row.id),
  protocol: row.protocol,
  direction: callLeg.shape.direction.parse(row.direction),
  from: row.from,
  to: row.to,
  status: callLeg.shape.status.parse(row.status),
  outcome: callLeg.shape.outcome.parse(row.outcome),
  endReason: row.endReason,
  startedAt: isoOf(row.startedAt),
  answeredAt: isoOf(row.answeredAt),
  endedAt: isoOf(row.endedAt),
  sound: soundOf(row),
});

/** How the sound of a call came and went, once it is over and where that was told. */
export const soundOf = ({ sound }: Pick<CallRow, 'sound'>): SoundStatistics | null =>
  sound === null ? null : soundStatistics.parse(sound);
