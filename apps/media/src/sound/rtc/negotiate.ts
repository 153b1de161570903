import { AppError } from '@callwright/protocol';
import type { PacketCodec } from '../stream/track.js';
import type { OfferedCodec, SdpOffer } from './sdp-offer.js';

/** The codecs a browser's call can have, best first. */
const callCodecs = ['opus', 'g722', 'pcmu', 'pcma'] as const;

/** What both sides agree on. */
export type Agreement = {
  readonly codec: PacketCodec;
  readonly payloadType: number;
  readonly clockHz: number;
  /** Rate of the call's PCM: what the codec is decoded to. */
  readonly rateHz: 8000 | 16000;
  /** How keys come, when they come as RFC 4733 events. */
  readonly keys: { readonly payloadType: number; readonly clockHz: number } | null;
  /** How comfort noise comes, where it has a number of its own; 13 is understood anyway (RFC 3389 §4). */
  readonly noiseType?: number;
};

/**
 * Chooses from an offer.
 * @throws AppError `media.noCommonCodec`
 */
export function negotiate(offer: SdpOffer): Agreement {
  for (const codec of callCodecs) {
    const offered = offer.codecs.find(({ name, clockHz }) => name === codec && clockHz === clockHzOf(codec));
    if (offered === undefined) continue;
    const keys = keysBeside(offer.codecs, offered);
    const { payloadType, clockHz } = offered;
    return { codec, payloadType, clockHz, rateHz: rateHzOf(codec), keys };
  }
  const names = [...new Set(offer.codecs.map(({ name }) => name))].join(', ');
  throw new AppError('media.noCommonCodec', `The offer names ${names}; Opus, G722, PCMU and PCMA are spoken here.`);
}

/** What a codec is decoded to. */
export const rateHzOf = (codec: PacketCodec): 8000 | 16000 => (codec === 'pcmu' || codec === 'pcma' ? 8000 : 16_000);

/**
 * The RTP clock of a codec. RFC 7587 §4.1: that of Opus is 48000 whatever the sound; RFC 3551 §4.5.2: that of G.722 is
 * 8000, by a mistake nobody can undo.
 */
export const clockHzOf = (codec: PacketCodec): number =>
  ({ opus: 48_000, l16: 16_000, g722: 8000, pcmu: 8000, pcma: 8000 })[codec];

/** Chrome offers events at the codec's clock and at 8000, Firefox only at 8000 beside Opus. */
function keysBeside(codecs: readonly OfferedCodec[], chosen: OfferedCodec): Agreement['keys'] {
  const events = codecs.filter(({ name }) => name === 'telephone-event');
  const best =
    events.find(({ clockHz }) => clockHz === chosen.clockHz) ?? events.find(({ clockHz }) => clockHz === 8000);
  return best === undefined ? null : { payloadType: best.payloadType, clockHz: best.clockHz };
}
