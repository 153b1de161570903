import {
  formatNameAddress,
  headerOf,
  headersOf,
  parseNameAddress,
  parseSipUri,
  type SipPath,
  type SipRequest,
  tagIn,
  withHeader,
} from '@callwright/sip';
import type { NewId } from '../../platform/ids.js';
import type { OutgoingRequest } from '../ports.js';
import { allowedMethods, dialogMethods } from './app-response.js';
import { isLoose, withContentType, withOwnContact, withOwnHost } from './message-parts.js';

/** A request ready to be sent, or why it cannot be. */
export type CompletedRequest =
  | { readonly ok: true; readonly outgoing: OutgoingRequest }
  | { readonly ok: false; readonly reason: string };

/**
 * A request of no dialog as it may go out: what an application wrote, and whatever RFC 3261 §8.1.1 wants besides.
 * @param proxyUri where to send it, whatever its URI and Routes say; null when they are to count
 */
export const completeRequest = (written: SipRequest, proxyUri: string | null, newId: NewId): CompletedRequest => {
  const typed = withContentType(written);
  if (!typed) return { ok: false, reason: 'missing content-type' };
  const hop = hopOfUri(proxyUri) ?? firstRouteOf(typed) ?? typed.uri;
  if (!parseSipUri(hop)) return { ok: false, reason: 'invalid request-uri or next hop' };
  const request = withAbilities(withTokens(typed, newId));
  return { ok: true, outgoing: { request, target: { uri: hop }, finish } };
};

// Which address is ours is known only when the way is.
const finish = (request: SipRequest, path: SipPath): SipRequest => {
  const own = withOwnHost(request, path);
  const user = parseSipUri(parseNameAddress(headerOf(own, 'From') ?? '')?.uri ?? '')?.user;
  return dialogMethods.has(request.method) ? withOwnContact(own, path, user) : own;
};

const withTokens = (request: SipRequest, newId: NewId): SipRequest => {
  const from = headerOf(request, 'From') ?? '<sip:localhost>';
  const address = parseNameAddress(from);
  const cseq = parseInt(headerOf(request, 'CSeq') ?? '1', 10);
  const tagged =
    tagIn(request, 'From') !== undefined ? from : `${address ? formatNameAddress(address) : from};tag=${newId()}`;
  const ofMessage: readonly (readonly [string, string])[] = [
    ['Max-Forwards', headerOf(request, 'Max-Forwards') ?? '70'],
    ['From', tagged],
    ['To', headerOf(request, 'To') ?? `<${request.uri}>`],
    ['Call-ID', headerOf(request, 'Call-ID') ?? newId()],
    ['CSeq', `${Number.isSafeInteger(cseq) ? cseq : 1} ${request.method}`],
  ];
  const names = new Set(ofMessage.map(([name]) => name).concat('Via', 'Record-Route'));
  const rest = request.headers.filter(({ name }) => !names.has(name));
  return { ...request, headers: [...ofMessage.map(([name, value]) => ({ name, value })), ...rest] };
};

const withAbilities = (request: SipRequest): SipRequest => {
  if (request.method !== 'INVITE') return request;
  const allowing =
    headerOf(request, 'Allow') === undefined ? withHeader(request, 'Allow', allowedMethods.join(', ')) : request;
  return headerOf(allowing, 'Supported') === undefined ? withHeader(allowing, 'Supported', 'timer') : allowing;
};

const hopOfUri = (uri: string | null): string | null => {
  if (uri === null) return null;
  // Without brackets what follows a semicolon is the URI's, unlike in a header.
  const address = uri.includes('<') ? (parseNameAddress(uri)?.uri ?? uri) : uri;
  return /^sips?:/i.test(address) ? address : `sip:${address}`;
};

const firstRouteOf = (request: SipRequest): string | null => {
  const [first] = headersOf(request, 'Route');
  return first !== undefined && isLoose(first) ? (parseNameAddress(first)?.uri ?? null) : null;
};
