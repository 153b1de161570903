import type { FileHandle } from 'node:fs/promises';
import { floatToInt16, formatWavHeader, toMono, WAV_HEADER_BYTES } from '@callwright/audio';
import { AppError } from '@callwright/protocol';
import { createWavEncoder } from '../../recordings/conversion/wav-encoder.js';
import type { SoundPiece } from './decode-sound.js';

/** Longest sound that is decoded, as in calls. */
export const LONGEST_DECODED_S = 600;

type Shape = { readonly rateHz: number; readonly channelCount: 1 | 2 };

/** Writes pieces of sound as a WAV file of 16-bit samples, with the rate and channels of the first of them. */
export class WavWriter {
  readonly #file: FileHandle;
  #shape: Shape | null = null;
  #frameCount = 0;
  #at = WAV_HEADER_BYTES;

  /** @param file open for writing, and empty; the caller closes it */
  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** @throws AppError `media.promptUnreadable` when it gets too long, or changes its rate on the way */
  async add({ rateHz, channels }: SoundPiece): Promise<void> {
    this.#shape ??= { rateHz, channelCount: channels.length === 2 ? 2 : 1 };
    const { rateHz: knownHz, channelCount } = this.#shape;
    if (rateHz !== knownHz) throw unreadable('The file changes its rate on the way.');
    const samples = channels.map((channel) => floatToInt16(channel));
    // Both of two, and all of others in one; a file that goes on with fewer has the same on both sides.
    const kept = channelCount === 2 && samples.length === 2 ? samples : [toMono(samples)];
    const encoded = createWavEncoder(rateHz, channelCount).encode(
      kept.length < channelCount ? [...kept, ...kept] : kept,
    );
    this.#frameCount += samples[0]?.length ?? 0;
    if (this.#frameCount > LONGEST_DECODED_S * rateHz)
      throw unreadable(`A file of more than ${LONGEST_DECODED_S / 60} minutes must be a WAV file of plain samples.`);
    await this.#write(encoded, this.#at);
    this.#at += encoded.length;
  }

  /** Writes the header. No sound at all is 0 ms. */
  async finish(): Promise<{ readonly durationMs: number; readonly sizeBytes: number }> {
    const { rateHz, channelCount } = this.#shape ?? { rateHz: 8000, channelCount: 1 };
    await this.#write(formatWavHeader(rateHz, channelCount, this.#at - WAV_HEADER_BYTES), 0);
    return { durationMs: Math.round((this.#frameCount * 1000) / rateHz), sizeBytes: this.#at };
  }

  async #write(bytes: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, position + done);
      if (bytesWritten === 0) throw new Error('The disk takes nothing.');
      done += bytesWritten;
    }
  }
}

const unreadable = (sentence: string): AppError => new AppError('media.promptUnreadable', sentence);
