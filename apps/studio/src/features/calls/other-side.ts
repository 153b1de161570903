import type { CallSummary } from '@callwright/protocol';

/** Who is at the other end of a call: who called, or whom we called. Empty when nobody has told. */
export const otherSideOf = ({ direction, from, to }: Pick<CallSummary, 'direction' | 'from' | 'to'>): string =>
  direction === 'outbound' ? to : from;

/** How a leg stands or ended, by the name of its words in `calls.detail.phoneLine.legs`, and its tone. */
export type LegOutcome = {
  readonly name: 'live' | 'ringing' | 'ended' | 'calledOff' | 'busy' | 'noAnswer' | 'rejected' | 'failed';
  readonly tone: 'live' | 'plain' | 'warning' | 'danger';
};

/** How a leg stands or ended: a leg that nobody answered has not been hung up. */
export const legOutcomeOf = (leg: Pick<CallSummary, 'status' | 'outcome' | 'answeredAt'>): LegOutcome => {
  const isAnswered = leg.answeredAt !== null;
  if (leg.status === 'live') return { name: isAnswered ? 'live' : 'ringing', tone: 'live' };
  switch (leg.outcome) {
    case 'failed':
      return { name: 'failed', tone: 'danger' };
    case 'busy':
    case 'noAnswer':
    case 'rejected':
      return { name: leg.outcome, tone: 'warning' };
    case 'canceled':
      return { name: 'calledOff', tone: 'plain' };
    case 'completed':
    case 'abandoned':
    case null:
      return isAnswered ? { name: 'ended', tone: 'plain' } : { name: 'noAnswer', tone: 'warning' };
  }
};
