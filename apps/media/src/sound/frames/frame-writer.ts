import { BLOCK_MS, encodeG711, G722Encoder, Resampler } from '@callwright/audio';
import type { FrameFormat } from '../../link/frame-format.js';

/** Writes blocks of 20 ms as bytes. */
export type FrameWriter = {
  /** Valid until the next call. */
  readonly write: (block: Int16Array) => Uint8Array;
};

/** @param rateHz of the blocks */
export function createFrameWriter(format: FrameFormat, rateHz: number): FrameWriter {
  const encode = encodingOf(format);
  if (format.rateHz === rateHz) return { write: encode };
  const resampler = new Resampler(rateHz, format.rateHz);
  const resampled = new Int16Array((format.rateHz * BLOCK_MS) / 1000);
  return {
    write(block) {
      resampler.processInto(block, resampled);
      return encode(resampled);
    },
  };
}

/** Writes two sides as one, a sample of the left before each of the right; not for G.722, which has no single samples. */
export function createStereoWriter(
  format: FrameFormat,
  rateHz: number,
): { readonly write: (left: Int16Array, right: Int16Array) => Uint8Array } {
  const [first, second] = [createFrameWriter(format, rateHz), createFrameWriter(format, rateHz)];
  const sampleBytes = format.codec === 'l16' ? 2 : 1;
  let both = new Uint8Array(0);
  return {
    write(left, right) {
      const [leftBytes, rightBytes] = [first.write(left), second.write(right)];
      if (both.length !== leftBytes.length * 2) both = new Uint8Array(leftBytes.length * 2);
      for (let at = 0; at < leftBytes.length; at += sampleBytes)
        for (let byte = 0; byte < sampleBytes; byte++) {
          both[2 * at + byte] = leftBytes[at + byte] ?? 0;
          both[2 * at + sampleBytes + byte] = rightBytes[at + byte] ?? 0;
        }
      return both;
    },
  };
}

function encodingOf({ codec, rateHz }: FrameFormat): (block: Int16Array) => Uint8Array {
  const sampleCount = (rateHz * BLOCK_MS) / 1000;
  switch (codec) {
    case 'l16': {
      const bytes = new Uint8Array(sampleCount * 2);
      return (block) => writeLittleEndian(block, bytes);
    }
    case 'pcmu':
    case 'pcma': {
      const bytes = new Uint8Array(sampleCount);
      const law = codec === 'pcmu' ? 'mulaw' : 'alaw';
      return (block) => encodeG711(law, block, bytes);
    }
    case 'g722': {
      const encoder = new G722Encoder();
      const bytes = new Uint8Array(sampleCount >> 1);
      return (block) => encoder.encode(block, bytes);
    }
  }
}

function writeLittleEndian(block: Int16Array, target: Uint8Array): Uint8Array {
  for (let i = 0; i < block.length; i++) {
    const sample = block[i] ?? 0;
    target[2 * i] = sample & 0xff;
    target[2 * i + 1] = (sample >> 8) & 0xff;
  }
  return target;
}
