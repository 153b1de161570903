import {
  headerOf,
  headersOf,
  parseNameAddress,
  parseSipUri,
  type SipResponse,
  tagIn,
  tagOf,
  withHeader,
} from '@callwright/sip';
import type { ServerTransaction } from '../ports.js';
import { withContentType, withOwnContact, withOwnHost } from './message-parts.js';

/** Methods of ours that a request may have; what a phone is told of it in Allow. */
export const allowedMethods = [
  ...[
    'INVITE',
    'ACK',
    'CANCEL',
    'BYE',
    'OPTIONS',
    'INFO',
    'PRACK',
    'UPDATE',
    'REFER',
    'NOTIFY',
    'SUBSCRIBE',
    'MESSAGE',
  ],
  ...['REGISTER', 'PUBLISH'],
] as const;

/** Requests that begin a dialog. */
export const dialogMethods: ReadonlySet<string> = new Set(['INVITE', 'SUBSCRIBE', 'REFER']);

// Whose answers tell the other side where we are (RFC 3261 §12.1.1, RFC 3311 §5.2, RFC 6665 §4.1.3).
const withContact: ReadonlySet<string> = new Set([...dialogMethods, 'UPDATE', 'NOTIFY']);

// What the transaction fills in from the request.
const ofRequest: ReadonlySet<string> = new Set(['Via', 'From', 'To', 'Call-ID', 'CSeq', 'Record-Route']);

/**
 * A response as it may go out: what an application wrote, without what belongs to the request, and with what RFC 3261
 * §12.1.1 wants of one that makes a dialog.
 * @returns null when it has a body of no known type
 */
export const completeResponse = ({ request, path }: ServerTransaction, written: SipResponse): SipResponse | null => {
  const own = { ...written, headers: written.headers.filter(({ name }) => !ofRequest.has(name)) };
  const typed = withContentType(withOwnHost(own, path));
  if (!typed) return null;
  const tagged = withTagOf(written, typed, headerOf(request, 'To') ?? '');
  const isOfDialog = written.status > 100 && written.status < 300;
  if (!isOfDialog) return tagged;
  const user = parseSipUri(request.uri)?.user;
  const reachable = withContact.has(request.method) ? withOwnContact(tagged, path, user) : tagged;
  const isFirst = dialogMethods.has(request.method) && tagIn(request, 'To') === undefined;
  const routed = isFirst ? withHeader(reachable, 'Record-Route', ...headersOf(request, 'Record-Route')) : reachable;
  return request.method === 'INVITE' && written.status >= 200 ? withAbilities(routed) : routed;
};

// An application may choose the tag; the rest of To is the caller's.
const withTagOf = (written: SipResponse, response: SipResponse, to: string): SipResponse => {
  const address = parseNameAddress(headerOf(written, 'To') ?? '');
  const tag = address && tagOf(address);
  const isTagged = /;\s*tag=/i.test(to.slice(to.lastIndexOf('>') + 1));
  return tag === undefined || isTagged ? response : withHeader(response, 'To', `${to};tag=${tag}`);
};

// RFC 3261 §13.3.1.4: what we can do, so that the other side knows how to refresh.
const withAbilities = (response: SipResponse): SipResponse => {
  const allowing =
    headerOf(response, 'Allow') === undefined ? withHeader(response, 'Allow', allowedMethods.join(', ')) : response;
  return headerOf(allowing, 'Supported') === undefined ? withHeader(allowing, 'Supported', 'timer, 100rel') : allowing;
};
