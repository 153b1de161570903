import { type CallId, type SessionEventOf, trackId } from '@callwright/protocol';
import type { Clock } from '../../../platform/clock.js';

/** What a call is told when its far side holds it, or takes it up again. */
export const holdEventOf = (callId: CallId, onHold: boolean, clock: Clock): SessionEventOf<'hold'> => ({
  ...{ event: 'hold', timestamp: clock.nowMs(), trackId: trackId.parse(callId) },
  onHold,
});
