import type { AppError, ErrorCode } from '@callwright/protocol';

/** What a caller is told of a call that cannot begin (RFC 3261 §21); nothing of why. */
const statuses: Partial<Record<ErrorCode, number>> = {
  'call.unknownEndpoint': 404,
  'flow.notFound': 480,
  'flow.invalid': 480,
  'control.unavailable': 503,
  'call.busy': 503,
  'call.ended': 487,
  'auth.required': 404,
  'auth.forbidden': 403,
  'call.notAllowed': 403,
  'api.conflict': 482,
};

/** The status for an error; 480 when nothing fits better. */
export const statusOf = ({ code }: AppError): number => statuses[code] ?? 480;
