import {
  formatSessionExpires,
  hasToken,
  headerOf,
  LEAST_SESSION_SECONDS,
  parseMinSe,
  parseSessionExpires,
  type SessionExpires,
  type SipMessage,
  type SipRequest,
  type SipResponse,
  withHeader,
  withHeaderAfter,
} from '@callwright/sip';

/** What both sides agreed on: how long a session lasts without a refresh, and who refreshes it. */
export type SessionTerms = Required<SessionExpires>;

const wishOf = (message: SipMessage): SessionExpires | undefined =>
  parseSessionExpires(headerOf(message, 'Session-Expires') ?? '');

/** The least interval a 422 asks for, in seconds. */
export const leastIntervalOf = (message: SipMessage): number =>
  Math.max(LEAST_SESSION_SECONDS, parseMinSe(headerOf(message, 'Min-SE') ?? '') ?? 0);

/** Whether a request asks for a session too short (RFC 4028 §9), which gets 422. */
export const isTooShort = (request: SipRequest): boolean =>
  (wishOf(request)?.intervalSeconds ?? LEAST_SESSION_SECONDS) < LEAST_SESSION_SECONDS;

/**
 * A 2xx of ours with what RFC 4028 §9 has it say of the session, and the terms; no terms when neither the caller nor
 * the application asks for any.
 */
export const agreeAsServer = (
  request: SipRequest,
  response: SipResponse,
): { readonly response: SipResponse; readonly terms: SessionTerms | null } => {
  const knowsTimers = hasToken(request, 'Supported', 'timer') || hasToken(request, 'Require', 'timer');
  const asked = wishOf(request);
  const wish = wishOf(response) ?? asked;
  if (!wish) return { response, terms: null };
  // Who does not know timers cannot refresh; who does is spared our asking, unless it wants us to.
  const refresher = knowsTimers ? (asked?.refresher ?? wish.refresher ?? 'uac') : 'uas';
  const terms = { intervalSeconds: Math.max(wish.intervalSeconds, LEAST_SESSION_SECONDS), refresher };
  const said = withHeader(response, 'Session-Expires', formatSessionExpires(terms));
  const isRequired = refresher === 'uac' && !hasToken(said, 'Require', 'timer');
  return { response: isRequired ? withHeaderAfter(said, 'Require', 'timer') : said, terms };
};

/** The terms a 2xx of the other side sets; null when it wants none (RFC 4028 §7.2). */
export const agreeAsClient = (response: SipResponse): SessionTerms | null => {
  const wish = wishOf(response);
  // Less than a second would have us refresh without end.
  return wish ? { intervalSeconds: Math.max(wish.intervalSeconds, 1), refresher: wish.refresher ?? 'uac' } : null;
};
