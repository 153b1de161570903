import type { PacketCodec } from '../stream/track.js';
import type { AudioDecoder, AudioEncoder } from './codec.js';
import { createG711Decoder, createG711Encoder } from './g711-codec.js';
import { createG722Decoder, createG722Encoder } from './g722-codec.js';
import { createL16Decoder, createL16Encoder } from './l16-codec.js';
import { createOpusDecoder, createOpusEncoder } from './opus-codec.js';
import { createResamplingDecoder, createResamplingEncoder } from './resampling-codec.js';

/**
 * Makes the decoder of a call.
 * @param rateHz what it decodes to
 * @param clockHz RTP clock as negotiated; only L16 has more than one, and its sound is of that rate (RFC 3551 §4.5.11)
 */
export async function createAudioDecoder(
  codec: PacketCodec,
  rateHz: 8000 | 16000,
  clockHz: number = rateHz,
): Promise<AudioDecoder> {
  if (codec === 'opus') return createOpusDecoder(rateHz);
  const nativeHz = nativeRateHz(codec, clockHz);
  const decoder = plainDecoder(codec, nativeHz);
  return nativeHz === rateHz ? decoder : createResamplingDecoder(decoder, nativeHz, rateHz);
}

/** Makes the encoder of a call; see {@link createAudioDecoder}. Only for a process's main thread, as Opus is. */
export function createAudioEncoder(codec: PacketCodec, rateHz: 8000 | 16000, clockHz: number = rateHz): AudioEncoder {
  if (codec === 'opus') return createOpusEncoder(rateHz);
  const nativeHz = nativeRateHz(codec, clockHz);
  const encoder = plainEncoder(codec);
  return nativeHz === rateHz ? encoder : createResamplingEncoder(encoder, rateHz, nativeHz);
}

type PlainCodec = Exclude<PacketCodec, 'opus'>;

const nativeRateHz = (codec: PlainCodec, clockHz: number): number =>
  ({ pcmu: 8000, pcma: 8000, g722: 16_000, l16: clockHz })[codec];

function plainDecoder(codec: PlainCodec, nativeHz: number): AudioDecoder {
  switch (codec) {
    case 'pcmu':
      return createG711Decoder('mulaw');
    case 'pcma':
      return createG711Decoder('alaw');
    case 'g722':
      return createG722Decoder();
    case 'l16':
      return createL16Decoder(nativeHz);
  }
}

function plainEncoder(codec: PlainCodec): AudioEncoder {
  switch (codec) {
    case 'pcmu':
      return createG711Encoder('mulaw');
    case 'pcma':
      return createG711Encoder('alaw');
    case 'g722':
      return createG722Encoder();
    case 'l16':
      return createL16Encoder();
  }
}
