import type { CallEnd, CallStart } from '@callwright/protocol';
import type { CallLeg } from './call-leg.js';
import type { CallResult } from './call-result.js';
import type { CallSession } from './call-session.js';
import type { Destination } from './destination.js';

/** What the api is told of a call that begins. */
export const startOf = (
  { callId: id, protocol, direction, from, to }: CallLeg,
  { workspaceId, endpoint, flow }: Destination,
  facts: Pick<CallStart, 'parentCallId' | 'startedAtMs'>,
): CallStart => ({
  callId: id,
  workspaceId,
  protocol,
  direction,
  from,
  to,
  endpointId: endpoint?.id ?? null,
  flow: flow && !flow.isMadeUp ? flow.entry.ref : null,
  ...facts,
});

// Every other way in which one of ours comes to nothing is that it was given up.
const UNANSWERED = ['busy', 'noAnswer', 'rejected'] as const;

/** What became of a call. */
export const outcomeOf = (
  { hasFailed, reason, initiator, wasDrivenToEnd, answeredAtMs }: CallResult,
  { leg }: CallSession,
): CallEnd['outcome'] => {
  if (hasFailed) return 'failed';
  if (leg.direction === 'outbound' && answeredAtMs === null)
    return UNANSWERED.find((outcome) => outcome === reason) ?? 'canceled';
  return initiator === 'caller' && !wasDrivenToEnd ? 'abandoned' : 'completed';
};
