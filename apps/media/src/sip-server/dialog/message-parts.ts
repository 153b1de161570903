import {
  formatNameAddress,
  headerOf,
  headersOf,
  parameterOf,
  parseCSeq,
  parseNameAddress,
  parseSipUri,
  type SipMessage,
  type SipPath,
  type SipRequest,
  type SipResponse,
  withHeader,
} from '@callwright/sip';

/** A Call-ID, `''` when there is none. */
export const callIdOf = (message: SipMessage): string => headerOf(message, 'Call-ID') ?? '';

/** The number of CSeq; 0 when there is none. */
export const sequenceOf = (message: SipMessage): number => parseCSeq(headerOf(message, 'CSeq') ?? '')?.sequence ?? 0;

/** The URI of the first Contact. */
export const contactOf = (message: SipMessage): string | undefined =>
  parseNameAddress(headerOf(message, 'Contact') ?? '')?.uri;

/** The URIs with their parameters of Record-Route, from the top. */
export const recordRoutesOf = (message: SipMessage): readonly string[] => headersOf(message, 'Record-Route');

/** How applications name a dialog: by the Call-ID and the caller's tag. */
export const dialogIdOf = (callId: string, fromTag: string): string => `${callId};from-tag=${fromTag}`;

const hostText = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** A URI that reaches us on this path: `sip:user@host:port;transport=tcp`. */
export const ownUri = (path: SipPath, user = ''): string => {
  const { address, port } = path.advertised;
  const transports = {
    udp: '',
    tcp: ';transport=tcp',
    tls: ';transport=tls',
    ws: ';transport=ws',
    wss: ';transport=ws',
  };
  return `sip:${user ? `${user}@` : ''}${hostText(address)}:${port}${transports[path.protocol]}`;
};

const ownHeaders = [
  'From',
  'To',
  'Contact',
  'P-Asserted-Identity',
  'P-Preferred-Identity',
  'Remote-Party-ID',
  'Refer-To',
];

/** The message with our own host and port where an application wrote `localhost`. */
export const withOwnHost = <M extends SipMessage>(message: M, path: SipPath): M =>
  ownHeaders.reduce((written, name) => {
    const values = headersOf(written, name);
    const ours = values.map((value) => ownAddress(value, path, name === 'Contact'));
    return values.some((value, at) => value !== ours[at]) ? withHeader(written, name, ...ours) : written;
  }, message);

const ownAddress = (value: string, path: SipPath, isContact: boolean): string => {
  const address = parseNameAddress(value);
  const uri = address && parseSipUri(address.uri);
  if (!address || uri?.host.toLowerCase() !== 'localhost' || uri.port !== undefined) return value;
  // Only a Contact says how to come here; the others name somebody.
  const own = isContact ? ownUri(path, uri.user) : ownUri({ ...path, protocol: 'udp' }, uri.user);
  return formatNameAddress({ ...address, uri: own });
};

/** The message with a Contact that reaches us, unless it has one. */
export const withOwnContact = <M extends SipMessage>(message: M, path: SipPath, user?: string): M =>
  headerOf(message, 'Contact') === undefined ? withHeader(message, 'Contact', `<${ownUri(path, user)}>`) : message;

/** The message with a Content-Type for its body; null when there is none and it is no SDP. */
export const withContentType = <M extends SipMessage>(message: M): M | null => {
  if (message.body.length === 0 || headerOf(message, 'Content-Type') !== undefined) return message;
  return isSdp(message.body) ? withHeader(message, 'Content-Type', 'application/sdp') : null;
};

// `v=0`, the first line of every session description (RFC 8866 §5.1).
const isSdp = (body: Uint8Array): boolean => body[0] === 0x76 && body[1] === 0x3d && body[2] === 0x30;

/** The session description a message carries; null when it carries none. */
export const sdpOf = (message: SipMessage): Uint8Array | null => {
  if (message.body.length === 0) return null;
  return /^application\/sdp\b/i.test(headerOf(message, 'Content-Type') ?? '') ? message.body : null;
};

/** A request or response without a body and with these headers. */
export const plainResponse = (
  status: number,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
): SipResponse => ({
  kind: 'response',
  status,
  reason,
  headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
  body: new Uint8Array(),
});

/** The answer to a request nobody else answered: timeouts and the like, as if it had come from the network. */
export const madeResponse = (request: SipRequest, status: number, reason: string): SipResponse => ({
  kind: 'response',
  status,
  reason,
  headers: request.headers.filter(({ name }) => ['Via', 'From', 'To', 'Call-ID', 'CSeq'].includes(name)),
  body: new Uint8Array(),
});

/** Whether a URI of a Route is of a router that leaves the Request-URI alone (RFC 3261 §19.1.1, `lr`). */
export const isLoose = (route: string): boolean => {
  const uri = parseSipUri(parseNameAddress(route)?.uri ?? '');
  return uri !== undefined && parameterOf(uri.parameters, 'lr') !== undefined;
};
