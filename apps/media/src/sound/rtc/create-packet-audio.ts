import type { AudioDecoder } from './codec.js';
import { createAudioDecoder, createAudioEncoder } from './create-audio-codec.js';
import { InboundAudio } from './inbound-audio.js';
import type { Agreement } from './negotiate.js';
import { OutboundAudio, type OutboundOptions } from './outbound-audio.js';
import { PacketAudio } from './packet-audio.js';

/** What is sent, where it is numbered otherwise than what comes, and who hears of keys. */
export type PacketAudioOptions = Omit<OutboundOptions, 'payloadType' | 'clockHz' | 'keys'> &
  Partial<Pick<OutboundOptions, 'payloadType' | 'keys'>> & {
    readonly onKey: ConstructorParameters<typeof PacketAudio>[0]['onKey'];
  };

/** Puts a leg's sound together: codecs, jitter buffer, keys. */
export async function createPacketAudio(agreement: Agreement, options: PacketAudioOptions): Promise<PacketAudio> {
  const { codec, rateHz, clockHz } = agreement;
  return joinPacketAudio(await createAudioDecoder(codec, rateHz, clockHz), agreement, options);
}

/** The same without waiting. @param decoder closed with what is made */
export function joinPacketAudio(decoder: AudioDecoder, agreement: Agreement, options: PacketAudioOptions): PacketAudio {
  const { codec, rateHz, payloadType, clockHz, keys } = agreement;
  return new PacketAudio({
    agreement,
    inbound: new InboundAudio(decoder, agreement),
    outbound: new OutboundAudio(createAudioEncoder(codec, rateHz, clockHz), { payloadType, keys, ...options, clockHz }),
    onKey: options.onKey,
  });
}
