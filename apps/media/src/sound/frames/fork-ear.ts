import { mixInto } from '@callwright/audio';
import type { ForkOptions } from '../../link/frame-format.js';
import { createFrameWriter, createStereoWriter } from './frame-writer.js';

/** Makes of 20 ms of both sides what a fork hears, valid until the next call; null when it hears nobody. */
export type ForkEar = (caller: Int16Array, callee: Int16Array) => Uint8Array | null;

/** @param rateHz of the call */
export function createForkEar({ hears, format }: ForkOptions, rateHz: number): ForkEar {
  switch (hears) {
    case 'nobody':
      return () => null;
    case 'caller': {
      const { write } = createFrameWriter(format, rateHz);
      return (caller) => write(caller);
    }
    case 'callee': {
      const { write } = createFrameWriter(format, rateHz);
      return (_, callee) => write(callee);
    }
    case 'stereo':
      return createStereoWriter(format, rateHz).write;
    case 'mixed': {
      const { write } = createFrameWriter(format, rateHz);
      const both = new Int16Array((rateHz * 20) / 1000);
      return (caller, callee) => {
        both.set(caller);
        mixInto(both, callee);
        return write(both);
      };
    }
  }
}
