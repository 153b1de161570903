import { createG722Bands, G722Decoder, G722Encoder } from '@callwright/audio';
import type { AudioDecoder, AudioEncoder } from './codec.js';
import { createConcealingDecoder } from './concealing-decoder.js';

/** Decodes G.722 to 16 kHz. A lost packet is made up of the sound before it. */
export function createG722Decoder(): AudioDecoder {
  const bands = createG722Bands();
  const decoder = new G722Decoder(bands);
  // Both sides learn from what was sent. Encoding what is made up teaches the decoder something near enough, so that it does
  // not start with the step sizes of another sound (as G.722 Appendix IV).
  const teacher = new G722Encoder(bands);
  return createConcealingDecoder({
    rateHz: 16_000,
    sampleCountOf: (payload) => payload.length * 2,
    decodeInto: (payload, target) => decoder.decode(payload, target),
    onConcealed: (samples) => teacher.encode(samples),
  });
}

/** Encodes G.722 at 64 kbit/s out of 16 kHz, into one buffer. */
export function createG722Encoder(): AudioEncoder {
  const encoder = new G722Encoder();
  let buffer = new Uint8Array(160);
  return {
    encode(block) {
      if (buffer.length !== block.length >> 1) buffer = new Uint8Array(block.length >> 1);
      return encoder.encode(block, buffer);
    },
    close: () => undefined,
  };
}
