import { AppError } from '@callwright/protocol';
import {
  type AgreedSound,
  acceptAnswer,
  answerOffer,
  createOffer,
  formatSdp,
  headerOf,
  type LocalSound,
  offeredTransport,
  readSdpBody,
  type SdpRefusal,
  type SdpSession,
  type SipMessage,
  type SoundCodec,
  type SrtpKeying,
} from '@callwright/sip';
import type { SoundStream } from '../../../calls/sound-port.js';
import type { OpenedRtpPort, RtpFamily } from '../../../link/rtp-agreement.js';
import { bodyOf } from '../stack/drachtio-messages.js';
import { rtpAgreementOf } from './rtp-agreement.js';

/** What one leg brings into offer and answer. */
export type SoundProfile = {
  readonly codecs: readonly SoundCodec[];
  readonly srtp: 'off' | 'offered' | 'required';
  /** False: keys are not sent as events (RFC 4733). */
  readonly hasKeys: boolean;
};

/** What the sound of a leg is made of. */
export type SipSoundParts = {
  readonly stream: SoundStream;
  readonly profile: SoundProfile;
  /** Random bytes in base64. */
  readonly newKey: (sizeBytes: number) => string;
  /** Digits that no other session of ours has. */
  readonly sessionId: string;
  /** Of our own offers; an answer is of the family of its offer. Default: `ip4`. */
  readonly family?: RtpFamily;
  /** The far side holds the call, or holds it no more; of a call that is connected, each time it changes. */
  readonly onHold?: (isHeld: boolean) => void;
};

/** An answer of ours, or why there is none. */
export type SoundAnswer =
  | { readonly ok: true; readonly sdp: string }
  | { readonly ok: false; readonly refusal: SdpRefusal };

/** Master key and salt (RFC 4568 §6.1). */
const SRTP_KEY_BYTES = 30;

/** Offer and answer (RFC 3264) of one leg, and the port its sound goes by. */
export class SipSound {
  readonly #parts: SipSoundParts;
  #profile: SoundProfile;
  #keys: readonly SrtpKeying[];
  #port: OpenedRtpPort | null = null;
  /** The description we sent last. */
  #ours: SdpSession | undefined;
  #offer: SdpSession | null = null;
  #agreed: AgreedSound | null = null;
  #signallingAddress: string | undefined;
  #isConfirmed = false;
  /** The browser's, and ours to it; empty where it answered ours. Its sound is not ours to change. */
  #webrtc: { readonly offer: string; readonly answer: string } | null = null;

  constructor(parts: SipSoundParts) {
    this.#parts = parts;
    this.#profile = parts.profile;
    this.#keys = newKeys(parts);
  }

  /** The description we sent last; empty when there is none, or it was a browser's. */
  get ours(): string {
    return this.#ours ? formatSdp(this.#ours) : '';
  }

  /** Whether the far side holds the call now. */
  get isHeld(): boolean {
    return this.#agreed?.isHeldByThem ?? false;
  }

  /** Whether an offer of ours waits for its answer. */
  get isOffering(): boolean {
    return this.#offer !== null;
  }

  /**
   * Answers the offer in a message; null when it has none. What was agreed on before stays when there is no answer.
   * @throws AppError `media.noPort`, `media.noWorker`, `call.ended`
   */
  async answer(message: SipMessage): Promise<SoundAnswer | null> {
    const body = readSdpBody(headerOf(message, 'Content-Type'), bodyOf(message));
    if (!body.ok) return { ok: false, refusal: body.refusal };
    if (body.session === null) return null;
    if (this.#webrtc !== null || offeredTransport(body.session) === 'dtls') return this.#answerWebrtc(bodyOf(message));
    const local = await this.#local(familyOf(body.session));
    const answered = answerOffer(body.session, local, this.#ours);
    if (!answered.ok) return answered;
    this.#ours = answered.answer;
    await this.#agree(answered.agreed);
    return { ok: true, sdp: formatSdp(answered.answer) };
  }

  /** Somebody else is called, who may want other sound: nothing that was offered before counts. */
  beginAnew(profile: SoundProfile): void {
    this.#profile = profile;
    this.#keys = newKeys(this.#parts);
    this.#ours = undefined;
    this.#offer = null;
    this.#agreed = null;
  }

  /**
   * Answers somebody who takes the place of the far side: by an offer of ours when they sent none. What was agreed on
   * with the other one stays when they cannot be answered.
   * @throws AppError `media.noPort`, `media.noWorker`, `call.ended`
   */
  async answerAnew(message: SipMessage, profile: SoundProfile): Promise<SoundAnswer> {
    if (this.#webrtc !== null) return { ok: false, refusal: otherKind };
    const [before, keys, ours, agreed] = [this.#profile, this.#keys, this.#ours, this.#agreed];
    this.beginAnew(profile);
    let isAnswered = false;
    try {
      const answer = (await this.answer(message)) ?? { ok: true, sdp: await this.offer() };
      isAnswered = answer.ok;
      return answer;
    } finally {
      if (!isAnswered) [this.#profile, this.#keys, this.#ours, this.#agreed] = [before, keys, ours, agreed];
    }
  }

  /** An offer of ours. @throws AppError `media.noPort`, `media.noWorker`, `call.ended` */
  async offer(): Promise<string> {
    const local = await this.#local(this.#parts.family ?? 'ip4');
    // Within a call an offer that is to change nothing begins with what is in use.
    const offer = createOffer({ ...local, codecs: startingWith(this.#agreed?.codec, local.codecs) }, this.#ours);
    this.#ours = offer;
    this.#offer = offer;
    return formatSdp(offer);
  }

  /** An offer of ours to browsers, beside the one to telephones. @throws AppError `media.noWorker`, `call.ended` */
  offerToBrowsers(): Promise<string> {
    return this.#parts.stream.offerWebrtc();
  }

  /**
   * Takes a browser's answer to that offer.
   * @throws AppError `media.noCommonCodec`, `media.badSdp`, `call.alreadyInvited` when another one is heard already
   */
  async takeBrowserAnswer(message: SipMessage): Promise<void> {
    const body = readSdpBody(headerOf(message, 'Content-Type'), bodyOf(message));
    if (!body.ok || body.session === null)
      throw new AppError('media.noCommonCodec', 'The browser that answered has said nothing of its sound.');
    const theirs = bodyOf(message);
    await this.#parts.stream.acceptWebrtc(theirs);
    this.#webrtc = { offer: theirs, answer: '' };
    this.#offer = null;
    this.#port = null;
  }

  /** A change of ours was refused: what was agreed on before goes on. */
  withdraw(): void {
    this.#offer = null;
  }

  /**
   * Takes the answer to our offer, early or final; one without a body changes nothing.
   * @param isFinal no other one will come
   * @returns whether there is one at all, so far
   * @throws AppError `media.noCommonCodec`, `media.badSdp`
   */
  async takeAnswer(message: SipMessage, isFinal: boolean): Promise<boolean> {
    const offer = this.#offer;
    const body = readSdpBody(headerOf(message, 'Content-Type'), bodyOf(message));
    if (!body.ok) throw new AppError('media.badSdp', 'The answer of the other side cannot be read.');
    if (offer !== null && body.session !== null) {
      const accepted = acceptAnswer(offer, body.session);
      if (!accepted.ok) throw new AppError('media.noCommonCodec', accepted.why);
      await this.#agree(accepted.agreed);
    }
    if (isFinal) this.#offer = null;
    return this.#agreed !== null;
  }

  /** Signalling of the far end has come from this address: its sound may as well, whatever it says of itself. */
  signalledFrom(address: string): void {
    this.#signallingAddress = address;
  }

  /** The ACK has come or gone: sound may begin. */
  async confirm(): Promise<void> {
    if (this.#isConfirmed) return;
    this.#isConfirmed = true;
    if (this.#agreed) await this.#agree(this.#agreed);
  }

  async #agree(agreed: AgreedSound): Promise<void> {
    const wasHeld = this.isHeld;
    this.#agreed = agreed;
    // Before the ACK nobody can tell a caller who holds from one who wants no early sound.
    if (this.#isConfirmed && this.isHeld !== wasHeld) this.#parts.onHold?.(this.isHeld);
    await this.#parts.stream.updateRtp(
      rtpAgreementOf(agreed, {
        phase: this.#isConfirmed ? 'confirmed' : 'early',
        signallingAddress: this.#signallingAddress,
      }),
    );
  }

  /** A browser that asks for the same again (a session that is refreshed) is told the same; another offer is refused. */
  async #answerWebrtc(offer: string): Promise<SoundAnswer> {
    const known = this.#webrtc;
    if (known === null) {
      // A port that others were offered, and nobody took, is given up.
      if (this.#agreed !== null) return { ok: false, refusal: otherKind };
      const { sdp } = await this.#parts.stream.answerWebrtc(offer);
      this.#webrtc = { offer, answer: sdp };
      this.#offer = null;
      this.#port = null;
      return { ok: true, sdp };
    }
    return isSameOffer(known.offer, offer) ? { ok: true, sdp: known.answer } : { ok: false, refusal: otherKind };
  }

  async #local(family: RtpFamily): Promise<LocalSound> {
    const { stream, sessionId } = this.#parts;
    const profile = this.#profile;
    this.#port ??= await stream.openRtp(family);
    const { address, port } = this.#port;
    return {
      sessionId,
      address,
      port,
      takesRtcpMux: true,
      codecs: profile.codecs,
      hasKeys: profile.hasKeys,
      ...(profile.srtp !== 'off' && {
        srtp: { use: profile.srtp === 'required' ? 'required' : 'optional', keys: this.#keys },
      }),
    };
  }
}

// Who had the keys of a call before must not have those of the next.
const newKeys = ({ newKey }: SipSoundParts): readonly SrtpKeying[] =>
  (['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'] as const).map((suite) => ({
    suite,
    keyAndSalt: newKey(SRTP_KEY_BYTES),
  }));

const otherKind: SdpRefusal = {
  status: 488,
  reason: 'Not Acceptable Here',
  why: 'The way the sound of this call travels cannot be changed',
  warning: 399,
};

const startingWith = (first: SoundCodec | undefined, codecs: readonly SoundCodec[]): readonly SoundCodec[] =>
  first === undefined ? codecs : [first, ...codecs.filter((codec) => codec !== first)];

const familyOf = ({ connection, media }: SdpSession): RtpFamily =>
  (media.find(({ kind }) => kind === 'audio')?.connection ?? connection)?.family === 'ip6' ? 'ip6' : 'ip4';

/** But for the number of its version (RFC 4028 §7.4). */
const isSameOffer = (one: string, other: string): boolean => withoutOrigin(one) === withoutOrigin(other);
const withoutOrigin = (sdp: string): string => sdp.replace(/^o=.*$/m, '');
