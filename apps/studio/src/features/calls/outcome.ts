import type { CallSummary } from '@callwright/protocol';

/** How a call stands, by the name of its words in `calls.outcome`, and the tone it is said in. */
export type Outcome = {
  readonly name:
    | 'live'
    | 'ringing'
    | 'completed'
    | 'hungUp'
    | 'theyHungUp'
    | 'calledOff'
    | 'busy'
    | 'noAnswer'
    | 'rejected'
    | 'lost'
    | 'failed'
    | 'ended';
  readonly tone: 'live' | 'ok' | 'warning' | 'danger' | 'plain';
};

/** How a call stands or ended. */
export const outcomeOf = (call: CallSummary): Outcome => {
  if (call.status === 'live') return { name: call.answeredAt === null ? 'ringing' : 'live', tone: 'live' };
  const isOurs = call.direction === 'outbound';
  switch (call.outcome) {
    case 'completed':
      return { name: 'completed', tone: 'ok' };
    case 'failed':
      return { name: 'failed', tone: 'danger' };
    case 'abandoned':
      if (call.endReason === 'transport') return { name: 'lost', tone: 'warning' };
      return { name: isOurs ? 'theyHungUp' : 'hungUp', tone: 'warning' };
    case 'busy':
    case 'noAnswer':
    case 'rejected':
      return { name: call.outcome, tone: 'warning' };
    case 'canceled':
      return { name: 'calledOff', tone: 'plain' };
    case null:
      return { name: 'ended', tone: 'plain' };
  }
};
