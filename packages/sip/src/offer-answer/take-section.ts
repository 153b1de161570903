import { type ChosenFormats, opusWishes, payloadTypesOf, remoteOf, rtcpRemoteOf } from './agree.js';
import type { AgreedSound, AgreedSrtp } from './agreed-sound.js';
import { answeredFormats, chooseFormats } from './choose-formats.js';
import type { LocalSound } from './local-sound.js';
import { transportOf } from './offered-transport.js';
import { ourAddress, soundSection } from './our-session.js';
import { packetTimeFor } from './packet-time.js';
import { notAcceptable, type SdpRefusal } from './refusal.js';
import { isMulticast, isNowhere } from './sdp-address.js';
import { connectionOf, directionOf, hasAttribute, meet, mirror, receives } from './sdp-lines.js';
import type { SdpMedia, SdpSession } from './sdp-session.js';
import { soundCodecs } from './sound-codec.js';
import { cryptosOf } from './srtp-crypto.js';

/** A section of an offer with our answer to it, or why it will not do. */
export type TakenSection =
  | { readonly ok: true; readonly media: SdpMedia; readonly section: SdpMedia; readonly agreed: AgreedSound }
  | { readonly ok: false; readonly refusal: SdpRefusal };

/** Answers a section of sound. */
export function takeSection(offer: SdpSession, media: SdpMedia, local: LocalSound): TakenSection {
  const srtp = chooseSrtp(media, local);
  const problem =
    transportProblem(offer, media, local) ?? srtpProblem(media, local, srtp) ?? addressProblem(offer, media, local);
  if (problem !== null) return { ok: false, refusal: problem };
  const formats = chooseFormats(media, local);
  if (formats === null) return { ok: false, refusal: notAcceptable(305, 'None of the codecs offered is spoken here') };
  const agreed = agreeOn({ offer, media, local }, formats, srtp);
  const section = soundSection(local, {
    protocol: media.protocol,
    formats: answeredFormats(formats),
    direction: agreed.direction,
    ptimeMs: agreed.ptimeMs,
    isMuxed: agreed.rtcp.isMuxed,
    cryptos: srtp === null ? [] : [{ tag: srtp.tag, keying: srtp.send }],
  });
  return { ok: true, media, section, agreed };
}

type Offered = { readonly offer: SdpSession; readonly media: SdpMedia; readonly local: LocalSound };

function agreeOn({ offer, media, local }: Offered, formats: ChosenFormats, srtp: AgreedSrtp | null): AgreedSound {
  const theirs = directionOf(offer, media);
  const isMuxed = local.takesRtcpMux === true && hasAttribute(offer, media, 'rtcp-mux');
  const types = payloadTypesOf(formats);
  return {
    codec: formats.codec,
    clockHz: soundCodecs[formats.codec].clockHz,
    // Their numbers are answered by the same (RFC 3264 §6.1).
    payloadTypes: { send: types, receive: types },
    isSeveralCodecs: false,
    ...opusWishes(formats),
    ptimeMs: packetTimeFor(media, formats.codec, local.ptimeMs),
    direction: meet(mirror(theirs), local.direction ?? 'sendrecv'),
    isHeldByThem: !receives(theirs),
    remote: remoteOf(offer, media),
    rtcp: { isMuxed, remote: rtcpRemoteOf(offer, media, isMuxed) },
    srtp: srtp ?? undefined,
  };
}

/** Our best suite that is offered, with the first line that has it. */
function chooseSrtp(media: SdpMedia, { srtp }: LocalSound): AgreedSrtp | null {
  const offered = cryptosOf(media);
  for (const send of srtp?.keys ?? []) {
    const theirs = offered.find(({ keying }) => keying.suite === send.suite);
    if (theirs !== undefined) return { tag: theirs.tag, send, receive: theirs.keying };
  }
  return null;
}

function transportProblem(offer: SdpSession, media: SdpMedia, local: LocalSound): SdpRefusal | null {
  const transport = transportOf(offer, media);
  if (transport === 'dtls') return notAcceptable(302, 'Keys by DTLS are not taken on this way');
  if (transport === 'other') return notAcceptable(302, 'Sound is taken by RTP only');
  if (transport === 'sdes' && local.srtp === undefined) return notAcceptable(302, 'Encrypted sound is not taken here');
  return null;
}

function srtpProblem(media: SdpMedia, local: LocalSound, srtp: AgreedSrtp | null): SdpRefusal | null {
  if (srtp !== null) return null;
  if (local.srtp?.use === 'required') return notAcceptable(302, 'Sound has to be encrypted, by a suite known here');
  // RFC 4568 §5.1.2: without a key nothing can be taken.
  return media.protocol.startsWith('RTP/S')
    ? notAcceptable(302, 'None of the keys offered is of a suite known here')
    : null;
}

function addressProblem(offer: SdpSession, media: SdpMedia, local: LocalSound): SdpRefusal | null {
  const connection = connectionOf(offer, media);
  if (connection === undefined) return notAcceptable(301, 'Sound has no address');
  if (isMulticast(connection)) return notAcceptable(330, 'Sound is not sent to groups');
  const ours = ourAddress(local).family;
  const isOther = connection.family !== 'name' && connection.family !== ours && !isNowhere(connection);
  return isOther ? notAcceptable(301, `Sound is taken by ${ours === 'ip6' ? 'IPv6' : 'IPv4'} here`) : null;
}
