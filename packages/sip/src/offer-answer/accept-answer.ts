import { type ChosenFormats, opusWishes, payloadTypesOf, remoteOf, rtcpRemoteOf } from './agree.js';
import type { AgreedSound, AgreedSrtp } from './agreed-sound.js';
import { keysBeside } from './choose-formats.js';
import { transportOf } from './offered-transport.js';
import { packetTimeFor } from './packet-time.js';
import { codecOf, formatsOf, isComfortNoise, isKeys, type PayloadFormat } from './payload-format.js';
import { isMulticast } from './sdp-address.js';
import { connectionOf, directionOf, hasAttribute, meet, mirror, receives, sends } from './sdp-lines.js';
import type { SdpMedia, SdpSession } from './sdp-session.js';
import { soundCodecs } from './sound-codec.js';
import { cryptosOf, hasCrypto } from './srtp-crypto.js';

/** What an answer settles, or why it settles nothing: a call is then ended, a change within a call undone. */
export type Accepted =
  | { readonly ok: true; readonly agreed: AgreedSound }
  | { readonly ok: false; readonly problem: AnswerProblem; readonly why: string };

/**
 * `refused`: the far side wants no sound; `noCodec`: none of ours is in the answer; `noAddress`: there is no way to it;
 * `notEncrypted`: it did not take a key we insist on, or one that we did not offer.
 */
export type AnswerProblem = 'refused' | 'noCodec' | 'noAddress' | 'notEncrypted';

/**
 * Reads the answer to an offer of ours (RFC 3264 §7).
 * @param offer as {@link createOffer} made it
 */
export function acceptAnswer(offer: SdpSession, answer: SdpSession): Accepted {
  const at = offer.media.findIndex(({ kind, port }) => kind === 'audio' && port !== 0);
  const ours = offer.media[at];
  const theirs = sectionOf(answer, at);
  if (ours === undefined || theirs === undefined || theirs.port === 0)
    return problem('refused', 'The far side wants no sound');
  const connection = connectionOf(answer, theirs);
  if (connection === undefined || isMulticast(connection)) return problem('noAddress', 'The answer has no address');
  const both: Sections = { offer, answer, ours, theirs };
  const srtp = acceptSrtp(both);
  if (srtp === null) return problem('notEncrypted', 'The answer does not take the encryption offered');
  const formats = acceptFormats(both);
  if (formats === null) return problem('noCodec', 'None of the codecs offered is in the answer');
  return { ok: true, agreed: agreeOn(both, formats, srtp) };
}

type Sections = {
  readonly offer: SdpSession;
  readonly answer: SdpSession;
  readonly ours: SdpMedia;
  readonly theirs: SdpMedia;
};
type BothFormats = { readonly send: ChosenFormats; readonly receive: ChosenFormats; readonly isSeveralCodecs: boolean };

/** Sections are answered in their order (RFC 3264 §6); who leaves some out still has sound somewhere. */
const sectionOf = (answer: SdpSession, at: number): SdpMedia | undefined =>
  [answer.media[at], ...answer.media].find((media) => media?.kind === 'audio');

const problem = (name: AnswerProblem, why: string): Accepted => ({ ok: false, problem: name, why });

function agreeOn(both: Sections, formats: BothFormats, srtp: AgreedSrtp | undefined): AgreedSound {
  const { offer, answer, ours, theirs } = both;
  const { codec } = formats.send;
  const offered = directionOf(offer, ours);
  const answered = directionOf(answer, theirs);
  const isMuxed = hasAttribute(offer, ours, 'rtcp-mux') && hasAttribute(answer, theirs, 'rtcp-mux');
  return {
    codec,
    clockHz: soundCodecs[codec].clockHz,
    payloadTypes: { send: payloadTypesOf(formats.send), receive: payloadTypesOf(formats.receive) },
    isSeveralCodecs: formats.isSeveralCodecs,
    ...opusWishes(formats.send),
    ptimeMs: packetTimeFor(theirs, codec, packetTimeFor(ours, codec)),
    direction: meet(offered, mirror(answered)),
    // Who was not to hear us does not hold us by hearing nothing.
    isHeldByThem: sends(offered) && !receives(answered),
    remote: remoteOf(answer, theirs),
    rtcp: { isMuxed, remote: rtcpRemoteOf(answer, theirs, isMuxed) },
    srtp,
  };
}

/**
 * Sound by their order, with our number for what comes and theirs for what goes. A number that only the offer explains
 * means what it means there.
 */
function acceptFormats({ ours, theirs }: Sections): BothFormats | null {
  const offered = formatsOf(ours);
  const answered = formatsOf(theirs, ours);
  const sounds = answered.flatMap((format) => soundPair(offered, format));
  const [first] = sounds;
  if (first === undefined) return null;
  const { clockHz } = soundCodecs[first.codec];
  const keys = keysBeside(
    answered.filter(
      (format) => isKeys(format) && offered.some((each) => isKeys(each) && each.clockHz === format.clockHz),
    ),
    clockHz,
  );
  const noise = clockHz === 8000 && offered.some(isComfortNoise) ? answered.find(isComfortNoise) : undefined;
  const ourKeys = keys && offered.find((each) => isKeys(each) && each.clockHz === keys.clockHz);
  return {
    send: { codec: first.codec, sound: first.theirs, keys, comfortNoise: noise },
    receive: {
      codec: first.codec,
      sound: first.ours,
      keys: ourKeys,
      comfortNoise: noise && offered.find(isComfortNoise),
    },
    isSeveralCodecs: sounds.some(({ codec }) => codec !== first.codec),
  };
}

function soundPair(offered: readonly PayloadFormat[], theirs: PayloadFormat) {
  const codec = codecOf(theirs);
  const ours = codec === null ? undefined : offered.find((each) => codecOf(each) === codec);
  return codec === null || ours === undefined ? [] : [{ codec, ours, theirs }];
}

/** The keys of both; undefined: in clear, as far as that was offered; null: neither. */
function acceptSrtp({ answer, ours, theirs }: Sections): AgreedSrtp | undefined | null {
  const transport = transportOf(answer, theirs);
  if (transport !== 'rtp' && transport !== 'sdes') return null;
  const isClear = transport === 'rtp' && !ours.protocol.startsWith('RTP/S');
  const taken = cryptosOf(theirs)[0];
  // Without a key of ours theirs is of no use, whatever it is there for.
  if (taken === undefined || !hasCrypto(ours)) return isClear ? undefined : null;
  const send = cryptosOf(ours).find(({ tag, keying }) => tag === taken.tag && keying.suite === taken.keying.suite);
  return send === undefined ? null : { tag: taken.tag, send: send.keying, receive: taken.keying };
}
