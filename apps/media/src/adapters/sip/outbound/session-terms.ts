import type { SipLogin } from '../auth/answer-digest.js';

/**
 * The value of Session-Expires of an INVITE of ours (RFC 4028 §4). The SIP server refreshes sessions by itself and knows no
 * passwords, so whoever may want one of us within the call is asked to do it.
 */
export const sessionTerms = (seconds: number, login: SipLogin | null): string =>
  login === null ? String(seconds) : `${seconds};refresher=uas`;
