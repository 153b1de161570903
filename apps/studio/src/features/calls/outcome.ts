import type { CallSummary } from '@callwright/protocol';

/** How a call stands, by the name of its words in `calls.outcome`, and the tone it is said in. */
export type Outcome = {
  readonly name: 'live' | 'ringing' | 'completed' | 'hungUp' | 'lost' | 'failed' | 'ended';
  readonly tone: 'live' | 'ok' | 'warning' | 'danger' | 'plain';
};

/** How a call stands or ended. */
export const outcomeOf = (call: Pick<CallSummary, 'status' | 'outcome' | 'endReason' | 'answeredAt'>): Outcome => {
  if (call.status === 'live') return { name: call.answeredAt === null ? 'ringing' : 'live', tone: 'live' };
  switch (call.outcome) {
    case 'completed':
      return { name: 'completed', tone: 'ok' };
    case 'failed':
      return { name: 'failed', tone: 'danger' };
    case 'abandoned':
      return call.endReason === 'transport' ? { name: 'lost', tone: 'warning' } : { name: 'hungUp', tone: 'warning' };
    case null:
      return { name: 'ended', tone: 'plain' };
  }
};
