import { createAudioDecoder, createAudioEncoder } from './create-audio-codec.js';
import { InboundAudio } from './inbound-audio.js';
import type { Agreement } from './negotiate.js';
import { OutboundAudio, type OutboundOptions } from './outbound-audio.js';
import { PacketAudio } from './packet-audio.js';

/** Puts a leg's sound together: codecs, jitter buffer, keys. */
export async function createPacketAudio(
  agreement: Agreement,
  options: Omit<OutboundOptions, 'payloadType' | 'clockHz' | 'keys'> & {
    readonly onKey: ConstructorParameters<typeof PacketAudio>[0]['onKey'];
  },
): Promise<PacketAudio> {
  const { codec, rateHz, payloadType, clockHz, keys } = agreement;
  return new PacketAudio({
    agreement,
    inbound: new InboundAudio(await createAudioDecoder(codec, rateHz, clockHz), agreement),
    outbound: new OutboundAudio(createAudioEncoder(codec, rateHz, clockHz), { ...options, payloadType, clockHz, keys }),
    onKey: options.onKey,
  });
}
