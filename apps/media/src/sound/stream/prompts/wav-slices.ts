import { AudioError, decodeWavSamples, parseWavHeader, type WavHeader } from '@callwright/audio';
import { AppError } from '@callwright/protocol';
import type { PromptBytes } from './prompt-bytes.js';
import { contextCountOf, type WavSliceJob } from './slice-jobs.js';

/** Makes a slice that is some work, away from the pacer's thread. */
export type DecodeSlice = (job: WavSliceJob, signal: AbortSignal) => Promise<Int16Array>;

/** The header of a file and what is before its samples, as far as anybody writes it. */
const HEAD_BYTES = 64 * 1024;

/** Slices are of a second, so that each begins with a whole sample at any rate. */
const SLICE_S = 1;

/**
 * A plain WAV file, second by second, at the rate of a call: any of its seconds can be had without those before it, and
 * together they are the same samples as the whole.
 */
export class WavSlices {
  readonly #bytes: PromptBytes;
  readonly #header: WavHeader;
  readonly #rateHz: number;
  readonly #decodeSlice: DecodeSlice;

  private constructor(bytes: PromptBytes, header: WavHeader, rateHz: number, decodeSlice: DecodeSlice) {
    this.#bytes = bytes;
    this.#header = header;
    this.#rateHz = rateHz;
    this.#decodeSlice = decodeSlice;
  }

  /**
   * Reads the header. Null for what the own reader does not know: other containers, and WAV files of other codecs.
   * @throws AppError `media.promptUnreadable` for one without sound
   */
  static async open(bytes: PromptBytes, rateHz: number, decodeSlice: DecodeSlice): Promise<WavSlices | null> {
    const head = await bytes.read(0, HEAD_BYTES);
    try {
      const header = parseWavHeader(head, bytes.sizeBytes);
      if (header.frameCount === 0) throw new AppError('media.promptUnreadable', 'There is no sound in the recording.');
      return new WavSlices(bytes, header, rateHz, decodeSlice);
    } catch (error) {
      if (error instanceof AudioError) return null;
      throw error;
    }
  }

  get count(): number {
    return Math.ceil(this.#header.frameCount / (this.#header.rateHz * SLICE_S));
  }

  /** Bytes of all slices together. */
  get sizeBytes(): number {
    return 2 * Math.ceil((this.#header.frameCount * this.#rateHz) / this.#header.rateHz);
  }

  /** One slice by its number. @throws AppError `media.promptUnreadable` */
  async slice(index: number, signal: AbortSignal): Promise<Int16Array> {
    const { encoding, rateHz, channelCount, frameCount } = this.#header;
    const start = index * rateHz * SLICE_S;
    const end = Math.min(frameCount, start + rateHz * SLICE_S);
    if (rateHz === this.#rateHz && channelCount === 1)
      return decodeWavSamples(this.#header, await this.#frames(start, end));
    const context = contextCountOf(rateHz, this.#rateHz);
    const from = Math.max(0, start - context);
    const bytes = await this.#frames(from, Math.min(frameCount, end + context));
    signal.throwIfAborted();
    const frames = { leadCount: start - from, frameCount: end - start };
    return this.#decodeSlice({ encoding, channelCount, fromHz: rateHz, toHz: this.#rateHz, ...frames, bytes }, signal);
  }

  async #frames(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const { bytesPerFrame, dataOffset } = this.#header;
    const bytes = await this.#bytes.read(dataOffset + start * bytesPerFrame, (end - start) * bytesPerFrame);
    if (bytes.length === (end - start) * bytesPerFrame) return bytes;
    throw new AppError('media.promptUnreadable', 'The recording became shorter while it was played.');
  }
}
