import { AppError, type ErrorCode } from '@callwright/protocol';

/** Somebody who was called has said no, in the words of their protocol. `status`: their final response, as in SIP. */
export class CallRefusal extends AppError {
  readonly status: number;

  constructor(code: ErrorCode, message: string, status: number) {
    super(code, message);
    this.status = status;
  }
}

/** What a call that has come to nothing is as a SIP status; undefined when nobody has said anything. */
export const refusalStatusOf = (error: unknown): number | undefined => {
  if (error instanceof CallRefusal) return error.status;
  return error instanceof AppError ? ours[error.code] : undefined;
};

/** What we refuse ourselves, before anybody is called. */
const ours: Partial<Record<ErrorCode, number>> = { 'call.notAllowed': 403, 'call.unknownEndpoint': 404 };

/**
 * What a caller is told of a refusal by somebody we have called for them: what is about the number or those who are called
 * is passed on; what is about us is not theirs to mend (RFC 3261 §16.7, step 6).
 */
export const passedOnStatus = (status: number): number => {
  if (PASSED_ON.has(status)) return status;
  // A challenge is for who knows the password, which the caller does not.
  if (status === 401 || status === 402 || status === 407) return 403;
  return status >= 500 && status < 600 ? 500 : 480;
};

/** Statuses that mean the same to whoever has dialled. */
export const PASSED_ON: ReadonlySet<number> = new Set([403, 404, 410, 480, 484, 486, 600, 603, 604, 607, 608]);
