import { AppError } from '@callwright/protocol';
import type { OfferedCodec, SdpOffer } from './sdp-offer.js';

/** The codecs a call can have, best first. */
const callCodecs = ['opus', 'pcmu', 'pcma'] as const;
/** One of them. */
export type CallCodec = (typeof callCodecs)[number];

/** What both sides agree on. */
export type Agreement = {
  readonly codec: CallCodec;
  readonly payloadType: number;
  readonly clockHz: number;
  /** Rate of the call's PCM: what the codec is decoded to. */
  readonly rateHz: 8000 | 16000;
  /** How keys come, when they come as RFC 4733 events. */
  readonly keys: { readonly payloadType: number; readonly clockHz: number } | null;
};

/**
 * Chooses from an offer.
 * @throws AppError `media.noCommonCodec`
 */
export function negotiate(offer: SdpOffer): Agreement {
  for (const codec of callCodecs) {
    const offered = offer.codecs.find(({ name, clockHz }) => name === codec && clockHz === clockOf(codec));
    if (offered === undefined) continue;
    const keys = keysBeside(offer.codecs, offered);
    const { payloadType, clockHz } = offered;
    return { codec, payloadType, clockHz, rateHz: codec === 'opus' ? 16_000 : 8000, keys };
  }
  const names = [...new Set(offer.codecs.map(({ name }) => name))].join(', ');
  throw new AppError('media.noCommonCodec', `The offer names ${names}; Opus, PCMU and PCMA are spoken here.`);
}

// RFC 7587 §4.1: the RTP clock of Opus is 48000 whatever the sound.
const clockOf = (codec: CallCodec): number => (codec === 'opus' ? 48_000 : 8000);

/** Chrome offers events at the codec's clock and at 8000, Firefox only at 8000 beside Opus. */
function keysBeside(codecs: readonly OfferedCodec[], chosen: OfferedCodec): Agreement['keys'] {
  const events = codecs.filter(({ name }) => name === 'telephone-event');
  const best =
    events.find(({ clockHz }) => clockHz === chosen.clockHz) ?? events.find(({ clockHz }) => clockHz === 8000);
  return best === undefined ? null : { payloadType: best.payloadType, clockHz: best.clockHz };
}
