import type { LocalSound } from './local-sound.js';
import { ourSession, type PlannedFormat, refusedSection, soundSection } from './our-session.js';
import { packetTimes } from './packet-time.js';
import {
  codecAttributes,
  codecOf,
  comfortNoiseAttributes,
  formatsOf,
  isKeys,
  keysAttributes,
} from './payload-format.js';
import type { SdpMedia, SdpSession } from './sdp-session.js';
import { type SoundCodec, soundCodecs } from './sound-codec.js';
import type { SrtpCrypto } from './srtp-crypto.js';

/**
 * An offer of one section of sound (RFC 3264 §5), with all codecs and keys we speak: of a call, in a 2xx to an INVITE
 * without one, or within a call.
 * @param previous the description we sent last in this dialog, offer or answer: its numbers and its other sections are
 *   kept (RFC 3264 §8), and its version when nothing has changed
 */
export function createOffer(local: LocalSound, previous?: SdpSession): SdpSession {
  const ourAt = Math.max(previous?.media.findIndex(({ kind, port }) => kind === 'audio' && port !== 0) ?? 0, 0);
  const before = previous?.media[ourAt];
  const section = soundSection(local, {
    protocol: offeredProtocol(local, before),
    formats: offeredFormats(local, before),
    direction: local.direction ?? 'sendrecv',
    ptimeMs: local.ptimeMs ?? packetTimes.usualMs,
    isMuxed: local.takesRtcpMux === true,
    cryptos: offeredCryptos(local),
  });
  const sections = previous?.media.map((each, at) => (at === ourAt ? section : refusedSection(each))) ?? [];
  return ourSession(local, sections.length === 0 ? [section] : sections, previous);
}

/** What a call has begun with stays: who insists on encryption, or on feedback, would refuse another. */
function offeredProtocol({ srtp }: LocalSound, before?: SdpMedia): string {
  const protocol = before?.protocol ?? 'RTP/AVP';
  return srtp?.use === 'required' && !protocol.startsWith('RTP/S') ? 'RTP/SAVP' : protocol;
}

const offeredCryptos = ({ srtp }: LocalSound): readonly SrtpCrypto[] =>
  srtp?.keys.map((keying, at) => ({ tag: at + 1, keying })) ?? [];

function offeredFormats(local: LocalSound, before?: SdpMedia): readonly PlannedFormat[] {
  const numbers = new PayloadNumbers(before);
  const sounds = local.codecs.map((codec) => {
    const type = soundCodecs[codec].staticType ?? numbers.ofCodec(codec);
    return { type, attributes: codecAttributes(codec, type) };
  });
  const clocks = [...new Set(local.codecs.map((codec) => soundCodecs[codec].clockHz))];
  const noise =
    local.hasComfortNoise === true && clocks.includes(8000)
      ? [{ type: 13, attributes: comfortNoiseAttributes(13) }]
      : [];
  if (local.hasKeys === false) return [...sounds, ...noise];
  const keys = clocks.map((clockHz) => {
    const type = numbers.ofKeys(clockHz);
    return { type, attributes: keysAttributes(type, clockHz) };
  });
  return [...sounds, ...noise, ...keys];
}

/** Numbers most others use for the same, so that logs read well; any would do. */
const usualTypes: { readonly [Name: string]: number } = {
  opus: 111,
  l16: 118,
  keys8000: 101,
  keys48000: 110,
  keys16000: 115,
};

/** Numbers from 96 on: those a session has used keep their meaning (RFC 3264 §8.3.2). */
class PayloadNumbers {
  readonly #known = new Map<string, number>();
  readonly #taken = new Set<number>();

  constructor(before?: SdpMedia) {
    for (const format of before === undefined ? [] : formatsOf(before)) {
      const name = isKeys(format) ? `keys${format.clockHz}` : codecOf(format);
      if (name !== null && !this.#known.has(name)) this.#known.set(name, format.type);
      this.#taken.add(format.type);
    }
  }

  ofCodec = (codec: SoundCodec): number => this.#numberOf(codec);
  ofKeys = (clockHz: number): number => this.#numberOf(`keys${clockHz}`);

  #numberOf(name: string): number {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    let type = usualTypes[name] ?? 96;
    while (this.#taken.has(type)) type = type === 127 ? 96 : type + 1;
    this.#known.set(name, type);
    this.#taken.add(type);
    return type;
  }
}
