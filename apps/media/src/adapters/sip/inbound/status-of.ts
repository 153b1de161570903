import type { AppError, ErrorCode } from '@callwright/protocol';
import type { MessageContent } from '../stack/sip-stack.js';

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

/** What goes with a status that says that we have too much to do: when to come back (RFC 3261 §21.5.4). */
export const contentOf = (status: number): MessageContent =>
  status === 503 ? { headers: { 'Retry-After': RETRY_AFTER_S } } : {};

const RETRY_AFTER_S = '10';
