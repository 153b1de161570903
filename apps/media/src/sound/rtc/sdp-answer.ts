import type { Agreement } from './negotiate.js';
import type { RefusedSection, SdpDirection, SdpOffer } from './sdp-offer.js';

/** Our end of the transport. */
export type LocalTransport = {
  readonly iceUfrag: string;
  readonly icePwd: string;
  readonly fingerprint: { readonly algorithm: string; readonly value: string };
  readonly candidates: readonly LocalCandidate[];
  /** Which DTLS role we take. */
  readonly setup: 'active' | 'passive';
  readonly ssrc: number;
  readonly cname: string;
};
/** An address of ours that sound may be sent to. */
export type LocalCandidate = {
  readonly foundation: string;
  readonly protocol: 'udp' | 'tcp';
  readonly priority: number;
  readonly address: string;
  readonly port: number;
  readonly type: string;
  readonly tcpType?: string;
};

/** Numbers packets of a whole transport, by which reports say how they have come (draft-holmer-rmcat-transport-wide-cc). */
export const TRANSPORT_CC = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01';
/** Header extensions we make use of; the others are not accepted. */
const acceptedExtensions: ReadonlySet<string> = new Set([
  TRANSPORT_CC,
  'urn:ietf:params:rtp-hdrext:sdes:mid',
  'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
]);

const mirrored: { readonly [Direction in SdpDirection]: SdpDirection } = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
};
const codecNames = { opus: 'opus', pcmu: 'PCMU', pcma: 'PCMA', g722: 'G722', l16: 'L16' } as const;

/** How a codec is written in SDP. */
export const codecName = (codec: Agreement['codec']): string => codecNames[codec];

/**
 * Our answer to an offer: the audio section accepted, every other refused with port 0. It holds all our candidates.
 * @param sessionId any number; sets this session apart from others (RFC 8866 §5.2)
 */
export function formatSdpAnswer(offer: SdpOffer, agreed: Agreement, local: LocalTransport, sessionId: number): string {
  const lines = [
    ...sessionLines(sessionId, offer.isBundled ? offer.mid : null),
    ...offer.sections.flatMap((section) => (section === null ? audioSection(offer, agreed, local) : refusal(section))),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

/**
 * How each description of ours to a browser begins.
 * @param bundled name of the section that carries all others; null when each goes for itself
 */
export const sessionLines = (sessionId: number, bundled: string | null): readonly string[] => [
  'v=0',
  `o=- ${sessionId} 1 IN IP4 127.0.0.1`,
  's=-',
  't=0 0',
  'a=ice-lite',
  ...(bundled === null ? [] : [`a=group:BUNDLE ${bundled}`]),
  'a=msid-semantic: WMS *',
];

function audioSection(offer: SdpOffer, agreed: Agreement, local: LocalTransport): readonly string[] {
  const { codec, payloadType, clockHz, keys } = agreed;
  const direction = mirrored[offer.direction];
  return [
    `m=audio 9 ${offer.protocol} ${[payloadType, ...(keys === null ? [] : [keys.payloadType])].join(' ')}`,
    'c=IN IP4 0.0.0.0',
    'a=rtcp:9 IN IP4 0.0.0.0',
    ...(offer.mid === null ? [] : [`a=mid:${offer.mid}`]),
    `a=${direction}`,
    ...transportLines(local),
    `a=setup:${local.setup}`,
    ...codecLines({ codec, payloadType, clockHz }),
    ...(reportsTransport(offer) ? [`a=rtcp-fb:${payloadType} transport-cc`] : []),
    ...(keys === null ? [] : keyLines(keys)),
    ...usableExtensions(offer).map(({ id, uri }) => `a=extmap:${id} ${uri}`),
    ...(direction === 'sendrecv' || direction === 'sendonly' ? sourceLines(local) : []),
    ...candidateLines(local),
  ];
}

/** How our end is reached, and who it is. */
export const transportLines = ({
  iceUfrag,
  icePwd,
  fingerprint,
}: Pick<LocalTransport, 'iceUfrag' | 'icePwd' | 'fingerprint'>): readonly string[] => [
  `a=ice-ufrag:${iceUfrag}`,
  `a=ice-pwd:${icePwd}`,
  `a=fingerprint:${fingerprint.algorithm} ${fingerprint.value}`,
  'a=rtcp-mux',
  'a=rtcp-rsize',
  'a=ptime:20',
];

/** A codec by the number it has. */
export const codecLines = ({ codec, payloadType, clockHz }: Omit<Agreement, 'keys' | 'rateHz'>): readonly string[] => [
  `a=rtpmap:${payloadType} ${codecNames[codec]}/${clockHz}${codec === 'opus' ? '/2' : ''}`,
  ...(codec === 'opus' ? [`a=fmtp:${payloadType} minptime=10;useinbandfec=1`] : []),
];

/** Keys by the number they have. */
export const keyLines = ({ payloadType, clockHz }: NonNullable<Agreement['keys']>): readonly string[] => [
  `a=rtpmap:${payloadType} telephone-event/${clockHz}`,
  `a=fmtp:${payloadType} 0-15`,
];

/** All addresses of ours. */
export const candidateLines = ({ candidates }: Pick<LocalTransport, 'candidates'>): readonly string[] => [
  ...candidates.map(candidateLine),
  'a=end-of-candidates',
];

/** The extensions of an offer that we accept. */
export const usableExtensions = (offer: SdpOffer): SdpOffer['headerExtensions'] =>
  offer.headerExtensions.filter(({ uri }) => acceptedExtensions.has(uri));

/** Whether the browser is told how its packets have come, so that it knows what its way to us can carry. */
export const reportsTransport = (offer: SdpOffer): boolean =>
  offer.headerExtensions.some(({ uri }) => uri === TRANSPORT_CC);

/** The source of our sound. */
export const sourceLines = ({ ssrc, cname }: Pick<LocalTransport, 'ssrc' | 'cname'>): readonly string[] => [
  'a=msid:callwright callee',
  `a=ssrc:${ssrc} cname:${cname}`,
  `a=ssrc:${ssrc} msid:callwright callee`,
];

function candidateLine({ foundation, protocol, priority, address, port, type, tcpType }: LocalCandidate): string {
  const line = `a=candidate:${foundation} 1 ${protocol} ${priority} ${address} ${port} typ ${type}`;
  return tcpType === undefined ? line : `${line} tcptype ${tcpType}`;
}

const refusal = ({ type, protocol, formats, mid }: RefusedSection): readonly string[] => [
  `m=${type} 0 ${protocol} ${formats}`,
  'c=IN IP4 0.0.0.0',
  ...(mid === null ? [] : [`a=mid:${mid}`]),
  'a=inactive',
];
