import { checkRequest, headerOf, LEAST_SESSION_SECONDS, type SipRequest, type SipResponse } from '@callwright/sip';
import { allowedMethods } from './app-response.js';
import { contactOf, plainResponse } from './message-parts.js';
import { isTooShort } from './session-interval.js';

const abilities = {
  methods: allowedMethods,
  schemes: ['sip', 'sips', 'tel'],
  // What we, or the application behind us, know of (RFC 3262, 4028, 3891, 4488, 4538, 7044, 3327, 5626, 3911).
  extensions: ['100rel', 'timer', 'replaces', 'norefersub', 'tdialog', 'histinfo', 'path', 'outbound', 'join'],
  mediaTypes: ['application/sdp'],
};

/** The answer to a request that no application needs to see; null when one does (RFC 3261 §8.2). */
export const refusalOf = (request: SipRequest): SipResponse | null => {
  // What may be in any other request is for the application to say.
  const looked = request.method === 'INVITE' ? request : { ...request, body: new Uint8Array() };
  const refusal = checkRequest(looked, abilities);
  if (refusal) return { ...plainResponse(refusal.status, refusal.problem), headers: refusal.headers };
  if (request.method === 'INVITE' && isTooShort(request)) {
    return plainResponse(422, 'Session Interval Too Small', { 'Min-SE': String(LEAST_SESSION_SECONDS) });
  }
  return null;
};

/** The same for a request that is to make a dialog: nobody could be reached in it without a Contact (§8.1.1.8). */
export const refusalOfNew = (request: SipRequest): SipResponse | null => {
  const refusal = refusalOf(request);
  if (refusal || !['INVITE', 'SUBSCRIBE'].includes(request.method)) return refusal;
  return contactOf(request) === undefined ? plainResponse(400, 'Missing Contact') : null;
};

/** The answer when too much is under way, or nobody is there to give another. */
export const unavailable = (): SipResponse => plainResponse(503, 'Service Unavailable', { 'Retry-After': '10' });

/** The answer to a request of a method no application wants; `isServed`: whether there is an application at all. */
export const noApplication = (isServed: boolean): SipResponse =>
  isServed ? plainResponse(405, 'Method Not Allowed', { Allow: allowedMethods.join(', ') }) : unavailable();

/** Whether a NOTIFY ends its subscription (RFC 6665 §4.1.2). */
export const endsSubscription = (request: SipRequest): boolean =>
  request.method === 'NOTIFY' && /^terminated\b/i.test(headerOf(request, 'Subscription-State') ?? '');
