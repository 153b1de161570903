import { AppError } from '@callwright/protocol';
import type { AudioDecoder, AudioEncoder } from './codec.js';
import { createG711Decoder, createG711Encoder } from './g711-codec.js';
import { InboundAudio } from './inbound-audio.js';
import type { Agreement } from './negotiate.js';
import { createOpusDecoder, createOpusEncoder } from './opus-codec.js';
import { OutboundAudio, type OutboundOptions } from './outbound-audio.js';
import { PacketAudio } from './packet-audio.js';

/** Puts a leg's sound together: codecs, jitter buffer, keys. */
export async function createPacketAudio(
  agreement: Agreement,
  options: Omit<OutboundOptions, 'payloadType' | 'clockHz' | 'keys'> & {
    readonly onKey: ConstructorParameters<typeof PacketAudio>[0]['onKey'];
  },
): Promise<PacketAudio> {
  const { payloadType, clockHz, keys } = agreement;
  return new PacketAudio({
    agreement,
    inbound: new InboundAudio(await decoderOf(agreement), agreement),
    outbound: new OutboundAudio(encoderOf(agreement), { ...options, payloadType, clockHz, keys }),
    onKey: options.onKey,
  });
}

const decoderOf = async ({ codec, rateHz }: Agreement): Promise<AudioDecoder> => {
  if (codec === 'opus') return await createOpusDecoder(rateHz);
  if (codec === 'pcmu' || codec === 'pcma') return createG711Decoder(codec === 'pcmu' ? 'mulaw' : 'alaw');
  throw new AppError('media.noCommonCodec', `${codec} is not spoken here.`);
};

const encoderOf = ({ codec, rateHz }: Agreement): AudioEncoder => {
  if (codec === 'opus') return createOpusEncoder(rateHz);
  if (codec === 'pcmu' || codec === 'pcma') return createG711Encoder(codec === 'pcmu' ? 'mulaw' : 'alaw');
  throw new AppError('media.noCommonCodec', `${codec} is not spoken here.`);
};
