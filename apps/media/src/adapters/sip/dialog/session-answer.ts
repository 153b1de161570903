import {
  formatSessionExpires,
  hasToken,
  headerOf,
  LEAST_SESSION_SECONDS,
  parseSessionExpires,
  type SipRequest,
} from '@callwright/sip';
import type { HeadersToWrite } from '../stack/sip-stack.js';

/*
 * How long a session lasts is agreed on here, and kept by the server: the built-in one would say the same by itself, a
 * drachtio-server (0.9.5-rc3) says it to those alone that name who refreshes, takes any time, and nothing after an UPDATE.
 */

/** What a request is refused with (422) that wants too short a session (RFC 4028 §9); null: it does not. */
export const shortSession = (request: SipRequest): HeadersToWrite | null => {
  const asked = askedBy(request);
  return asked && asked.intervalSeconds < LEAST_SESSION_SECONDS ? { 'Min-SE': String(LEAST_SESSION_SECONDS) } : null;
};

/** What our 2xx to an INVITE or UPDATE says of the session; nothing when none is asked for. */
export const sessionHeaders = (request: SipRequest): HeadersToWrite => {
  const asked = askedBy(request);
  if (!asked) return {};
  const knowsTimers = hasToken(request, 'Supported', 'timer') || hasToken(request, 'Require', 'timer');
  // Who does not know timers cannot refresh.
  const refresher = knowsTimers ? (asked.refresher ?? 'uac') : 'uas';
  const intervalSeconds = Math.max(asked.intervalSeconds, LEAST_SESSION_SECONDS);
  return {
    'Session-Expires': formatSessionExpires({ intervalSeconds, refresher }),
    ...(refresher === 'uac' && { Require: 'timer' }),
  };
};

const askedBy = (request: SipRequest) => parseSessionExpires(headerOf(request, 'Session-Expires') ?? '');
