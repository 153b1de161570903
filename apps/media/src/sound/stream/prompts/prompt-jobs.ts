import {
  claimsTooManySamples,
  floatToInt16,
  Resampler,
  type SoundFormat,
  soundFormatOf,
  toMono,
} from '@callwright/audio';
import { AppError, toAppError } from '@callwright/protocol';
import decode from 'audio-decode';
import type { JobResult } from '../../../platform/workers/serve-jobs.js';
import { flacPieceEnd } from './flac-pieces.js';

/** A file in any format but plain WAV, and the rate it is wanted at. */
export type PromptJob = { readonly bytes: Uint8Array; readonly rateHz: number };

/** Longest recording that is decoded whole. Longer ones are plain WAV, which is read as it is played. */
export const LONGEST_DECODED_S = 600;
/**
 * Bytes decoded at a time: even a file made to be a bomb gives no more than some ten MB for so few, or of FLAC, where it could be
 * hundreds, for what {@link flacPieceEnd} makes of them.
 */
const CHUNK_BYTES = 4096;

/** A piece of a file, decoded: as many channels as it has, of as many samples each. */
export type Chunk = { readonly channelData: readonly Float32Array[]; readonly sampleRate: number };

/**
 * Decodes a file: mp3, ogg (Opus or Vorbis), flac, m4a and others. Blocks its thread, for a second or so a minute of
 * sound.
 * @returns its sound, signed 16-bit mono
 * @throws AppError `media.promptUnreadable`, also when it is longer than {@link LONGEST_DECODED_S}
 */
export async function decodePromptJob({ bytes, rateHz }: PromptJob): Promise<JobResult<Int16Array>> {
  const format = soundFormatOf(bytes);
  if (format === null) throw unreadable('The recording is in no format that can be played.');
  if (format === 'm4a' && claimsTooManySamples(bytes))
    throw unreadable('The recording claims to be longer than it is.');
  const sound = new MonoSound(rateHz);
  try {
    for await (const chunk of decodedChunks(bytes, format)) sound.add(chunk);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw toAppError(
      new AppError('media.promptUnreadable', 'The recording is damaged, or not what it says it is.', { cause }),
    );
  }
  const output = sound.finish();
  if (output.length === 0) throw unreadable('There is no sound in the recording.');
  return { output, transfer: [output.buffer] };
}

/** A file piece by piece, each no more than some ten MB. @throws Error when it is damaged */
export async function* decodedChunks(bytes: Uint8Array, format: SoundFormat): AsyncIterable<Chunk> {
  const decoder = await decode[format]();
  const endOf = (at: number) => (format === 'flac' ? flacPieceEnd(bytes, at, CHUNK_BYTES) : at + CHUNK_BYTES);
  try {
    for (let at = 0, end = 0; at < bytes.length; at = end) {
      end = endOf(at);
      yield await decoder(bytes.slice(at, end));
    }
    yield await decoder();
  } finally {
    decoder.free();
  }
}

/** Sound of any rate and number of channels, collected at one rate in one. */
class MonoSound {
  readonly #rateHz: number;
  readonly #pieces: Int16Array[] = [];
  #sampleCount = 0;
  #fromHz = 0;
  #resampler: Resampler | null = null;

  constructor(rateHz: number) {
    this.#rateHz = rateHz;
  }

  add({ channelData, sampleRate }: Chunk): void {
    if ((channelData[0]?.length ?? 0) === 0) return;
    // Asked before it is done: a few bytes can hold half an hour at a rate nobody records at.
    this.#refuseMoreThan(this.#sampleCount + ((channelData[0]?.length ?? 0) * this.#rateHz) / sampleRate);
    if (sampleRate !== this.#fromHz) this.#changeRate(sampleRate);
    const mono = toMono(channelData.map((channel) => floatToInt16(channel)));
    this.#push(this.#resampler?.process(mono) ?? mono);
  }

  finish(): Int16Array<ArrayBuffer> {
    if (this.#resampler !== null) this.#push(this.#resampler.flush());
    const out = new Int16Array(this.#sampleCount);
    let at = 0;
    for (const piece of this.#pieces) {
      out.set(piece, at);
      at += piece.length;
    }
    return out;
  }

  #changeRate(fromHz: number): void {
    if (this.#resampler !== null) this.#push(this.#resampler.flush());
    this.#fromHz = fromHz;
    this.#resampler = fromHz === this.#rateHz ? null : new Resampler(fromHz, this.#rateHz, { aligned: true });
  }

  #push(piece: Int16Array): void {
    this.#pieces.push(piece);
    this.#sampleCount += piece.length;
    this.#refuseMoreThan(this.#sampleCount);
  }

  #refuseMoreThan(sampleCount: number): void {
    if (sampleCount > LONGEST_DECODED_S * this.#rateHz)
      throw unreadable(`A recording of more than ${LONGEST_DECODED_S / 60} minutes must be a plain WAV file.`);
  }
}

const unreadable = (sentence: string): AppError => new AppError('media.promptUnreadable', sentence);
