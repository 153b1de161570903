import { decodeL16, encodeL16 } from '@callwright/audio';
import type { AudioDecoder, AudioEncoder } from './codec.js';
import { createConcealingDecoder } from './concealing-decoder.js';

/** Decodes L16, mono, at the rate of its RTP clock. A lost packet is made up of the sound before it. */
export const createL16Decoder = (rateHz: number): AudioDecoder =>
  createConcealingDecoder({
    rateHz,
    sampleCountOf: (payload) => payload.length >> 1,
    decodeInto: (payload, target) => decodeL16(payload, target),
  });

/** Encodes L16, mono, into one buffer. */
export function createL16Encoder(): AudioEncoder {
  let buffer = new Uint8Array(640);
  return {
    encode(block) {
      if (buffer.length !== block.length * 2) buffer = new Uint8Array(block.length * 2);
      return encodeL16(block, buffer);
    },
    close: () => undefined,
  };
}
