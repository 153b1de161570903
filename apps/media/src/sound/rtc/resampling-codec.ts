import { Resampler } from '@callwright/audio';
import type { AudioDecoder, AudioEncoder } from './codec.js';

/** A decoder whose sound comes out at another rate. */
export function createResamplingDecoder(decoder: AudioDecoder, fromHz: number, toHz: number): AudioDecoder {
  const resampler = new Resampler(fromHz, toHz);
  return {
    decode: (payload) => resampler.process(decoder.decode(payload)),
    conceal: (sampleCount, next) => resampler.process(decoder.conceal(Math.round((sampleCount * fromHz) / toHz), next)),
    close: () => decoder.close(),
  };
}

/** An encoder that takes blocks of another rate. */
export function createResamplingEncoder(encoder: AudioEncoder, fromHz: number, toHz: number): AudioEncoder {
  const resampler = new Resampler(fromHz, toHz);
  return {
    encode: (block) => encoder.encode(resampler.process(block)),
    close: () => encoder.close(),
  };
}
