import { Resampler, readWav, toMono } from '@callwright/audio';
import { toAppError } from '@callwright/protocol';
import type { SynthesisResult } from './port.js';

/** Sound worked on at a time: about a millisecond of work, so that no tick is late for it. */
const SLICE_MS = 250;

/** Turns what a client answers into the PCM of a call: its parts are one sound, and no seam is heard between them. */
export class CallPcm {
  readonly #rateHz: number;
  #resampler: Resampler | null = null;
  #fromHz: number;

  constructor(rateHz: number) {
    this.#rateHz = rateHz;
    this.#fromHz = rateHz;
  }

  /** The next part, in slices that are little work each. @throws AppError `speech.ttsFailed` when it cannot be read */
  *slices(result: SynthesisResult): Iterable<Int16Array> {
    const { samples, rateHz } = soundOf(result);
    if (rateHz !== this.#fromHz) yield this.#changeRate(rateHz);
    const resampler = this.#resampler;
    if (resampler === null) {
      yield samples;
      return;
    }
    const sliceCount = Math.ceil((rateHz * SLICE_MS) / 1000);
    for (let at = 0; at < samples.length; at += sliceCount)
      yield resampler.process(samples.subarray(at, at + sliceCount));
  }

  /** What is still held back of the last part. */
  flush(): Int16Array {
    return this.#resampler?.flush() ?? new Int16Array(0);
  }

  /** @returns the rest of what came at the rate before */
  #changeRate(rateHz: number): Int16Array {
    const rest = this.flush();
    this.#fromHz = rateHz;
    try {
      this.#resampler = rateHz === this.#rateHz ? null : new Resampler(rateHz, this.#rateHz, { aligned: true });
    } catch (error) {
      throw toAppError(error, 'speech.ttsFailed');
    }
    return rest;
  }
}

function soundOf(result: SynthesisResult): { readonly samples: Int16Array; readonly rateHz: number } {
  if (result.format === 'pcm16') return result;
  try {
    const { rateHz, channels } = readWav(result.bytes);
    return { rateHz, samples: toMono(channels) };
  } catch (error) {
    throw toAppError(error, 'speech.ttsFailed');
  }
}
