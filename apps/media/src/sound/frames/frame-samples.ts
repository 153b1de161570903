import { decodeG711, G722Decoder, Resampler } from '@callwright/audio';
import type { FrameFormat } from '../../link/frame-format.js';

/** The rate of a call whose caller's sound is written so: nothing a telephone could carry is lost. */
export const streamRateHz = ({ rateHz }: FrameFormat): 8000 | 16000 => (rateHz === 8000 ? 8000 : 16_000);

/** Makes samples of bytes, of whatever lengths they come in. */
export type SampleReader = {
  /** Samples at the rate of the stream, valid until the next call. */
  readonly read: (bytes: Uint8Array) => Int16Array;
};

type Decoding = {
  readonly countOf: (byteCount: number) => number;
  readonly decodeInto: (bytes: Uint8Array, target: Int16Array) => void;
};

/** @param rateHz of the stream */
export function createSampleReader(format: FrameFormat, rateHz: number): SampleReader {
  const { countOf, decodeInto } = decodingOf(format);
  const resampler = format.rateHz === rateHz ? null : new Resampler(format.rateHz, rateHz);
  const [native, resampled] = [new Scratch(), new Scratch()];
  return {
    read(bytes) {
      const samples = native.of(countOf(bytes.length));
      decodeInto(bytes, samples);
      if (resampler === null) return samples;
      const target = resampled.of(resampler.outputCount(samples.length));
      resampler.processInto(samples, target);
      return target;
    },
  };
}

/** As a reader of pieces of one length: how many samples so many bytes are. */
export const sampleCountOf = (format: FrameFormat, rateHz: number, byteCount: number): number =>
  (decodingOf(format).countOf(byteCount) * rateHz) / format.rateHz;

function decodingOf({ codec }: FrameFormat): Decoding {
  switch (codec) {
    case 'l16':
      return { countOf: (byteCount) => byteCount >> 1, decodeInto: readLittleEndian };
    case 'pcmu':
      return { countOf: (byteCount) => byteCount, decodeInto: (bytes, target) => decodeG711('mulaw', bytes, target) };
    case 'pcma':
      return { countOf: (byteCount) => byteCount, decodeInto: (bytes, target) => decodeG711('alaw', bytes, target) };
    case 'g722': {
      const decoder = new G722Decoder();
      return {
        countOf: (byteCount) => byteCount * 2,
        decodeInto: (bytes, target) => void decoder.decode(bytes, target),
      };
    }
  }
}

function readLittleEndian(bytes: Uint8Array, target: Int16Array): void {
  // The shift up and down is what makes the high byte signed.
  for (let i = 0; i < target.length; i++) target[i] = (bytes[2 * i] ?? 0) | (((bytes[2 * i + 1] ?? 0) << 24) >> 16);
}

/** Gives the same array for as long as it is asked for the same length. */
class Scratch {
  #samples = new Int16Array(0);

  of(sampleCount: number): Int16Array {
    if (this.#samples.length !== sampleCount) this.#samples = new Int16Array(sampleCount);
    return this.#samples;
  }
}
