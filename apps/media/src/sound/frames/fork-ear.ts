import { BLOCK_MS } from '@callwright/audio';
import type { ForkOptions } from '../../link/frame-format.js';
import type { ForkSides } from './fork-sides.js';
import { createFrameWriter, createStereoWriter } from './frame-writer.js';

/** Makes of 20 ms of a call what a fork hears, valid until the next call; null when it hears nobody. */
export type ForkEar = (sides: ForkSides | 'silence') => Uint8Array | null;

/** What a fork hears, written as it wants it. */
export function createForkEar({ hears, format }: ForkOptions): ForkEar {
  const { rateHz } = format;
  const silence = new Int16Array((rateHz * BLOCK_MS) / 1000);
  if (hears === 'nobody') return () => null;
  if (hears === 'stereo') {
    const { write } = createStereoWriter(format, rateHz);
    return (sides) =>
      sides === 'silence' ? write(silence, silence) : write(sides.side('caller', rateHz), sides.side('callee', rateHz));
  }
  const { write } = createFrameWriter(format, rateHz);
  return (sides) => {
    if (sides === 'silence') return write(silence);
    return write(hears === 'mixed' ? sides.mixed(rateHz) : sides.side(hears, rateHz));
  };
}
