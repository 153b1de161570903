import { Resampler } from '@callwright/audio';
import type { AudioDecoder, AudioEncoder } from './codec.js';

/** A decoder whose sound comes out at another rate. */
export function createResamplingDecoder(decoder: AudioDecoder, fromHz: number, toHz: number): AudioDecoder {
  const resample = createResampling(fromHz, toHz);
  return {
    decode: (payload) => resample(decoder.decode(payload)),
    conceal: (sampleCount, next) => resample(decoder.conceal(Math.round((sampleCount * fromHz) / toHz), next)),
    close: () => decoder.close(),
  };
}

/** An encoder that takes blocks of another rate. */
export function createResamplingEncoder(encoder: AudioEncoder, fromHz: number, toHz: number): AudioEncoder {
  const resample = createResampling(fromHz, toHz);
  return {
    encode: (block) => encoder.encode(resample(block)),
    close: () => encoder.close(),
  };
}

/** Gives the same array for as long as the length stays the same. */
function createResampling(fromHz: number, toHz: number): (samples: Int16Array) => Int16Array {
  const resampler = new Resampler(fromHz, toHz);
  let buffer = new Int16Array(0);
  return (samples) => {
    const count = resampler.outputCount(samples.length);
    if (buffer.length !== count) buffer = new Int16Array(count);
    resampler.processInto(samples, buffer);
    return buffer;
  };
}
