import { AppError, type ErrorCode } from '@callwright/protocol';
import { type CallOutcome, explainEnding, outcomeOf, type Reason, reasonsOf, type SipResponse } from '@callwright/sip';
import { CallRefusal } from '../../../calls/call-refusal.js';

/** Why a call of ours came to nothing. `status` is absent when nobody said anything; `reasons`: what Reason said. */
export type CallFailure =
  | {
      readonly why: 'refused';
      readonly status: number;
      readonly reason: string;
      readonly reasons?: readonly Reason[];
    }
  | { readonly why: 'silent' | 'transport' | 'cancelled' };

/** A final response as a failure. */
export const refusalOf = (response: SipResponse): CallFailure => ({
  why: 'refused',
  status: response.status,
  reason: response.reason,
  reasons: reasonsOf(response),
});

/** A carrier does not put it through, and no other way leads there. */
const REFUSED: ReadonlySet<number> = new Set([401, 402, 403, 405, 407, 488, 606]);

/** The failure as an error with a code, in words that say what to do (RFC 3261 §21). */
export const callError = (failure: CallFailure): AppError => {
  if (failure.why !== 'refused') return quiet[failure.why]();
  const { status, reasons = [] } = failure;
  const { summary, detail } = explainEnding({ status, reasons });
  const code = codeOf[outcomeOf(status, reasons)] ?? (REFUSED.has(status) ? 'call.refused' : 'call.unreachable');
  return new CallRefusal(code, `${summary} ${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`, status);
};

const codeOf: { readonly [Outcome in CallOutcome]?: ErrorCode } = {
  busy: 'call.busy',
  noAnswer: 'media.timeout',
  rejected: 'call.rejected',
};

const quiet = {
  cancelled: () => new AppError('call.ended', 'The call was given up.'),
  silent: () => new AppError('call.unreachable', 'The other side did not react in time.'),
  transport: () => new AppError('call.unreachable', 'The other side could not be reached.'),
} as const;

/** Whether the next gateway is tried: when this one is out of order, and never when it said no. */
export const isGatewayOut = (failure: CallFailure): boolean =>
  failure.why === 'refused'
    ? failure.status === 408 || (failure.status >= 500 && failure.status < 600)
    : failure.why !== 'cancelled';
