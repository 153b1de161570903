import { WaveformConcealer } from '@callwright/audio';
import type { AudioDecoder } from './codec.js';

/** Sound as a codec without memory of its own knows it. */
export type PlainDecoding = {
  readonly rateHz: number;
  readonly sampleCountOf: (payload: Uint8Array) => number;
  /** Fills `target`, which has that many samples. */
  readonly decodeInto: (payload: Uint8Array, target: Int16Array) => void;
  /** What was made up, for codecs whose decoder learns from what was sent. */
  readonly onConcealed?: (samples: Int16Array) => void;
};

/** A decoder of a codec that says nothing of lost packets: they are made up of the sound before them. */
export function createConcealingDecoder(codec: PlainDecoding): AudioDecoder {
  const concealer = new WaveformConcealer(codec.rateHz);
  const buffer = createBuffer();
  return {
    decode(payload) {
      const samples = buffer(codec.sampleCountOf(payload));
      codec.decodeInto(payload, samples);
      concealer.heard(samples);
      return samples;
    },
    conceal(sampleCount) {
      const samples = buffer(sampleCount);
      concealer.conceal(samples);
      codec.onConcealed?.(samples);
      return samples;
    },
    close: () => undefined,
  };
}

/** Gives the same array for as long as it is asked for the same length. */
function createBuffer(): (length: number) => Int16Array {
  let buffer = new Int16Array(0);
  return (length) => {
    if (buffer.length !== length) buffer = new Int16Array(length);
    return buffer;
  };
}
