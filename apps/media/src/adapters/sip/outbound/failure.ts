import { AppError, type ErrorCode } from '@callwright/protocol';

/** Why a call of ours came to nothing. `status` is absent when nobody said anything. */
export type CallFailure =
  | { readonly why: 'refused'; readonly status: number; readonly reason: string }
  | { readonly why: 'silent' | 'transport' | 'cancelled' };

const words: Readonly<Record<number, string>> = {
  401: 'wants a password: check name and password of the trunk',
  403: 'forbids it: check the caller id you send, and what the contract allows',
  404: 'knows no such number',
  407: 'wants a password: check name and password of the trunk',
  408: 'got no answer in time',
  410: 'says that the number is not in use any more',
  480: 'says that nobody can be reached there now',
  484: 'says that the number is not complete',
  486: 'says that the line is busy',
  487: 'gave the call up',
  488: 'takes none of the codecs offered: check those of the trunk',
  500: 'had a failure of its own',
  502: 'got nothing useful from the next network',
  503: 'has no line free, or is out of service',
  504: 'got no answer from the next network',
  600: 'says that all lines are busy',
  603: 'says that the call is declined',
  604: 'says that the number is nowhere in use',
  607: 'says that the call is not wanted',
};

const BUSY: ReadonlySet<number> = new Set([486, 600]);
const NO_ANSWER: ReadonlySet<number> = new Set([408, 480, 487]);
const REFUSED: ReadonlySet<number> = new Set([401, 402, 403, 405, 407, 433, 488, 603, 606, 607, 608]);

/** The failure as an error with a code, in words that say what to do (RFC 3261 §21). */
export const callError = (failure: CallFailure): AppError => {
  if (failure.why !== 'refused') return quiet[failure.why]();
  const { status } = failure;
  return new AppError(codeOf(status), `The other side answered ${status}: it ${words[status] ?? wordsOf(status)}.`);
};

const quiet = {
  cancelled: () => new AppError('call.ended', 'The call was given up.'),
  silent: () => new AppError('call.unreachable', 'The other side did not react in time.'),
  transport: () => new AppError('call.unreachable', 'The other side could not be reached.'),
} as const;

const codeOf = (status: number): ErrorCode => {
  if (BUSY.has(status)) return 'call.busy';
  if (NO_ANSWER.has(status)) return 'media.timeout';
  return REFUSED.has(status) ? 'call.rejected' : 'call.unreachable';
};

const wordsOf = (status: number): string => {
  if (status < 400) return 'sent the call elsewhere, where it may not go';
  if (status < 500) return 'could not do what was asked';
  return status < 600 ? 'had a failure of its own' : 'refuses the call wherever it goes';
};

/** Whether the next gateway is tried: when this one is out of order, and never when it said no. */
export const isGatewayOut = (failure: CallFailure): boolean =>
  failure.why === 'refused'
    ? failure.status === 408 || (failure.status >= 500 && failure.status < 600)
    : failure.why !== 'cancelled';
