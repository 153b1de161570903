import { applyGain, decodeG711, encodeG711, type G711Law } from '@callwright/audio';
import type { AudioDecoder, AudioEncoder } from './codec.js';

/** How much quieter each repeated packet is; after five of them a loss is silence. */
const FADE = 0.6;
const LONGEST_REPEATS = 5;

/** Decodes G.711. A lost packet is the one before it again, fading out. */
export function createG711Decoder(law: G711Law): AudioDecoder {
  let last = new Int16Array(0);
  let repeats = 0;
  return {
    decode(payload) {
      last = Int16Array.from(decodeG711(law, payload));
      repeats = 0;
      return last;
    },
    conceal(sampleCount) {
      const block = new Int16Array(sampleCount);
      repeats += 1;
      if (repeats > LONGEST_REPEATS || last.length === 0) return block;
      for (let i = 0; i < sampleCount; i++) block[i] = last[i % last.length] ?? 0;
      applyGain(block, FADE ** (repeats - 1), FADE ** repeats);
      return block;
    },
    close: () => undefined,
  };
}

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
