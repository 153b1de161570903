import { type SipMessage, wantsPrivacy } from '@callwright/sip';

/** Of the transport, of proofs, and of the protocol's own doing: of no interest to a flow, or not for its eyes. */
const hidden: ReadonlySet<string> = new Set(
  (
    'via route record-route path contact cseq max-forwards content-length authorization proxy-authorization ' +
    'www-authenticate proxy-authenticate require proxy-require supported allow session-expires min-se rseq rack'
  ).split(' '),
);

const MAX_HEADERS = 64;
const MAX_NAME = 64;
const MAX_VALUE = 512;
/** Signed as a whole (RFC 8224): half of it is worth nothing. */
const MAX_PROOF = 4096;
const NAME = /^[A-Za-z0-9!%*_+`'~.-]+$/;

/** Who says who calls: kept from flows when the caller wants that, and the network is not to be overruled. */
const identifying: ReadonlySet<string> = new Set(['p-asserted-identity', 'p-preferred-identity', 'remote-party-id']);

/**
 * The headers of a call that a flow may read (P-Asserted-Identity, Identity, Diversion, User-to-User and whatever the
 * carrier adds); several of one name joined by commas. Bounded in number and length.
 */
export const readableHeaders = (request: SipMessage): Readonly<Record<string, string>> => {
  const isPrivate = wantsPrivacy(request);
  const read = new Map<string, string>();
  for (const { name, value } of request.headers) {
    const known = read.get(name);
    if (!isReadable(name, isPrivate) || (known === undefined && read.size >= MAX_HEADERS)) continue;
    read.set(
      name,
      (known === undefined ? value : `${known}, ${value}`).slice(0, /^identity$/i.test(name) ? MAX_PROOF : MAX_VALUE),
    );
  }
  return Object.fromEntries(read);
};

const isReadable = (name: string, isPrivate: boolean): boolean => {
  const lower = name.toLowerCase();
  if (name.length > MAX_NAME || !NAME.test(name) || hidden.has(lower)) return false;
  return !isPrivate || !identifying.has(lower);
};
