import { decodeWavSamples, resample, splitChannels, toMono, type WavEncoding } from '@callwright/audio';
import { toAppError } from '@callwright/protocol';
import type { JobResult } from '../../../platform/workers/serve-jobs.js';

/** Some frames of a WAV file, to be had at another rate or in one channel. */
export type WavSliceJob = {
  readonly encoding: WavEncoding;
  readonly channelCount: number;
  readonly fromHz: number;
  readonly toHz: number;
  /** Whole frames: some before the slice, the slice, some behind it, so that the filter finds what is beside it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly leadCount: number;
  readonly frameCount: number;
};

/** How many frames beside a slice its filter looks at, in whole steps of the ratio of the two rates. */
export function contextCountOf(fromHz: number, toHz: number): number {
  if (fromHz === toHz) return 0;
  const step = fromHz / commonDivisor(fromHz, toHz);
  // The filter has 48 taps at equal rates, half of them on either side: this is twice what it looks at.
  const wanted = 3 * 16 * Math.max(1, fromHz / toHz);
  return step * Math.ceil(wanted / step);
}

/** One slice, 16-bit mono. Blocks its thread for some milliseconds. @throws AppError `media.promptUnreadable` */
export async function decodeSliceJob(job: WavSliceJob): Promise<JobResult<Int16Array>> {
  const { fromHz, toHz, leadCount, frameCount, channelCount } = job;
  try {
    const mono = toMono(splitChannels(decodeWavSamples(job, job.bytes), channelCount));
    const sound = fromHz === toHz ? mono : resample(mono, fromHz, toHz);
    const start = Math.round((leadCount * toHz) / fromHz);
    const output = sound.slice(start, start + Math.ceil((frameCount * toHz) / fromHz));
    return { output, transfer: [output.buffer] };
  } catch (error) {
    throw toAppError(error, 'media.promptUnreadable');
  }
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
