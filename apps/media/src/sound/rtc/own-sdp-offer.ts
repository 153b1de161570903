import type { Agreement } from './negotiate.js';
import {
  candidateLines,
  codecLines,
  keyLines,
  type LocalTransport,
  sessionLines,
  sourceLines,
  TRANSPORT_CC,
  transportLines,
} from './sdp-answer.js';
import type { SdpOffer } from './sdp-offer.js';

/** Keys at a clock of 8000 are known to all browsers. */
const KEYS = { payloadType: 101, clockHz: 8000 } as const;
/** What we offer a browser: RFC 7874 §3 has them all know Opus, and our source has to be named before they answer. */
export const offeredAgreement: Agreement = {
  ...{ codec: 'opus', payloadType: 111, clockHz: 48_000, rateHz: 16_000, keys: KEYS },
};

/**
 * An offer of ours to a browser. It takes either role of DTLS, as an offer must (RFC 5763 §5).
 * @param sessionId any number; sets this session apart from others (RFC 8866 §5.2)
 */
export const formatSdpOffer = (local: Omit<LocalTransport, 'setup'>, sessionId: number): string => {
  const { payloadType } = offeredAgreement;
  const lines = [
    ...sessionLines(sessionId, '0'),
    `m=audio 9 UDP/TLS/RTP/SAVPF ${payloadType} ${KEYS.payloadType}`,
    'c=IN IP4 0.0.0.0',
    'a=rtcp:9 IN IP4 0.0.0.0',
    'a=mid:0',
    'a=sendrecv',
    ...transportLines(local),
    'a=setup:actpass',
    ...codecLines(offeredAgreement),
    `a=rtcp-fb:${payloadType} transport-cc`,
    ...keyLines(KEYS),
    `a=extmap:3 ${TRANSPORT_CC}`,
    ...sourceLines(local),
    ...candidateLines(local),
  ];
  return `${lines.join('\r\n')}\r\n`;
};

/** What a browser's answer has come to. Null: it takes nothing that it was offered. */
export const agreedBy = ({ codecs }: Pick<SdpOffer, 'codecs'>): Agreement | null => {
  const has = (wanted: string, number: number) =>
    codecs.some(({ name, payloadType }) => name === wanted && payloadType === number);
  if (!has('opus', offeredAgreement.payloadType)) return null;
  return { ...offeredAgreement, keys: has('telephone-event', KEYS.payloadType) ? KEYS : null };
};
