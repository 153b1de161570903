import { decodeG711, encodeG711, type G711Law } from '@callwright/audio';
import type { AudioDecoder, AudioEncoder } from './codec.js';
import { createConcealingDecoder } from './concealing-decoder.js';

/** Decodes G.711, 8 kHz. A lost packet is made up of the sound before it. */
export const createG711Decoder = (law: G711Law): AudioDecoder =>
  createConcealingDecoder({
    rateHz: 8000,
    sampleCountOf: (payload) => payload.length,
    decodeInto: (payload, target) => decodeG711(law, payload, target),
  });

/** Encodes G.711 into one buffer. */
export function createG711Encoder(law: G711Law): AudioEncoder {
  let buffer = new Uint8Array(160);
  return {
    encode(block) {
      if (buffer.length !== block.length) buffer = new Uint8Array(block.length);
      return encodeG711(law, block, buffer);
    },
    close: () => undefined,
  };
}
