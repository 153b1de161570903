import {
  AudioError,
  decodeWavSamples,
  parseWavHeader,
  Resampler,
  splitChannels,
  toMono,
  type WavHeader,
} from '@callwright/audio';
import { AppError } from '@callwright/protocol';
import type { Clock } from '../../../platform/clock.js';
import type { DecodedPrompt } from './prompt-jobs.js';

/** What decoding needs. */
export type PromptDecoding = {
  readonly clock: Clock;
  /** Decodes what is no plain WAV, away from the pacer's thread. */
  readonly decodeElsewhere: (bytes: Uint8Array, signal: AbortSignal) => Promise<DecodedPrompt>;
};

/** Sound worked on at a time: about a millisecond of work, so that no tick is late for it. */
const SLICE_MS = 250;

/**
 * The sound of a file at the rate of a call (signed 16-bit mono), slice by slice: the first can be played while the
 * others are still being made.
 * @throws AppError `media.promptUnreadable`
 */
export async function* decodePrompt(
  bytes: Uint8Array,
  rateHz: number,
  decoding: PromptDecoding,
  signal: AbortSignal,
): AsyncIterable<Int16Array> {
  const header = wavHeaderOf(bytes);
  const sound = header === null ? await decoding.decodeElsewhere(bytes, signal) : null;
  signal.throwIfAborted();
  const fromHz = header?.rateHz ?? sound?.rateHz ?? rateHz;
  const slices = header === null ? slicesOf(sound?.samples ?? new Int16Array(0), fromHz) : wavSlices(header, bytes);
  const resampler = fromHz === rateHz ? null : new Resampler(fromHz, rateHz, { aligned: true });
  for (const slice of slices) {
    yield resampler?.process(slice) ?? slice;
    await pause(decoding.clock);
    signal.throwIfAborted();
  }
  if (resampler !== null) yield resampler.flush();
}

/** Null for what the own reader does not know: other containers, and WAV files of other codecs. */
function wavHeaderOf(bytes: Uint8Array): WavHeader | null {
  try {
    const header = parseWavHeader(bytes);
    if (header.frameCount === 0) throw new AppError('media.promptUnreadable', 'There is no sound in the recording.');
    return header;
  } catch (error) {
    if (error instanceof AudioError) return null;
    throw error;
  }
}

function* wavSlices(header: WavHeader, bytes: Uint8Array): Iterable<Int16Array> {
  const sliceBytes = Math.ceil((header.rateHz * SLICE_MS) / 1000) * header.bytesPerFrame;
  const end = header.dataOffset + header.dataBytes;
  for (let at = header.dataOffset; at < end; at += sliceBytes) {
    const samples = decodeWavSamples(header, bytes.subarray(at, Math.min(end, at + sliceBytes)));
    yield toMono(splitChannels(samples, header.channelCount));
  }
}

function* slicesOf(samples: Int16Array, rateHz: number): Iterable<Int16Array> {
  const length = Math.ceil((rateHz * SLICE_MS) / 1000);
  for (let at = 0; at < samples.length; at += length) yield samples.subarray(at, at + length);
}

/** Lets the pacer have its turn. */
const pause = (clock: Clock): Promise<void> => new Promise((resolve) => void clock.startTimer(0, resolve));
