import { open, rm } from 'node:fs/promises';
import { msToSamples, samplesToMs, WAV_HEADER_BYTES } from '@callwright/audio';
import { AppError, type CallId } from '@callwright/protocol';
import type { RecordingSummary } from '../../link/messages.js';
import { openForWriting, RecordingFile, type RecordingFileOptions } from './recording-file.js';

/** What a message is recorded to, and how. */
export type MessageRecorderOptions = Pick<
  RecordingFileOptions,
  'onFailed' | 'onDropped' | 'openFile' | 'keepsNote' | 'path' | 'rateHz'
> & {
  readonly callId: CallId;
  readonly recordId: string;
  /** As the summary names it. */
  readonly file: string;
  /** When the first sample is heard, in ms since the epoch. */
  readonly startedAtMs: number;
  /** Length at which it ends by itself. Default ten minutes. */
  readonly maxDurationMs?: number;
  /** Called once when it has become that long; it takes no more. */
  readonly onFull: () => void;
  /** What has to be over before the file is touched: a message this one replaces. */
  readonly after?: Promise<unknown>;
};

const MAX_DURATION_MS = 600_000;

/**
 * Records what a caller says into a mono WAV file of its own, block by block; pauses are left out. A file that is there
 * is replaced. `write` belongs to the tick: it copies, and leaves the writing to the background.
 */
export class MessageRecorder {
  readonly #options: MessageRecorderOptions;
  readonly #file: RecordingFile;
  readonly #maxCount: number;
  /** The second that is being filled. */
  #second: Int16Array;
  #filled = 0;
  #sampleCount = 0;
  #state: 'recording' | 'paused' | 'finished' = 'recording';
  #finishing: Promise<RecordingSummary | null> | null = null;

  constructor(options: MessageRecorderOptions) {
    const { callId, recordId, startedAtMs, rateHz, maxDurationMs = MAX_DURATION_MS } = options;
    const { after, openFile = replaceFile } = options;
    this.#options = options;
    this.#maxCount = msToSamples(maxDurationMs, rateHz);
    this.#second = new Int16Array(rateHz);
    const openLater = async (path: string) => {
      await after;
      return await openFile(path);
    };
    this.#file = new RecordingFile({
      ...options,
      openFile: openLater,
      channelCount: 1,
      note: { callId, recordId, startedAtMs },
    });
  }

  get isFinished(): boolean {
    return this.#state === 'finished';
  }

  get hasFailed(): boolean {
    return this.#file.hasFailed;
  }

  /** How much has been recorded. */
  get durationMs(): number {
    return samplesToMs(this.#sampleCount, this.#options.rateHz);
  }

  /** Takes the next 20 ms; while paused or finished they are left out. */
  write(block: Int16Array): void {
    if (this.#state !== 'recording') return;
    if (this.#filled + block.length > this.#second.length) this.#flush();
    this.#second.set(block, this.#filled);
    this.#filled += block.length;
    this.#sampleCount += block.length;
    if (this.#sampleCount < this.#maxCount) return;
    void this.finish();
    this.#options.onFull();
  }

  pause(): void {
    if (this.#state === 'recording') this.#state = 'paused';
  }

  resume(): void {
    if (this.#state === 'paused') this.#state = 'recording';
  }

  /** Ends the message and its file. Idempotent, never throws. @returns null when the recording failed */
  finish(): Promise<RecordingSummary | null> {
    this.#finishing ??= this.#finish();
    return this.#finishing;
  }

  /** The call is over, and what was left is told with its end: nobody need look for this file. Never throws. */
  async release(): Promise<void> {
    if (!this.hasFailed) await this.#file.removeNote();
  }

  /**
   * What was recorded, piece by piece; waits for the file to be finished.
   * @throws AppError `media.promptMissing` when the recording failed
   */
  async *read(signal: AbortSignal): AsyncIterable<Int16Array> {
    const { path, rateHz } = this.#options;
    const summary = await this.finish();
    const handle = summary === null ? null : await open(path, 'r').catch(() => null); // Deleted in the meantime.
    if (handle === null) throw new AppError('media.promptMissing', 'The message could not be kept.');
    try {
      let position = WAV_HEADER_BYTES;
      for (;;) {
        const piece = new Int16Array(rateHz);
        const { bytesRead } = await handle.read(piece, { position });
        signal.throwIfAborted();
        if (bytesRead === 0) return;
        position += bytesRead;
        yield piece.subarray(0, bytesRead / piece.BYTES_PER_ELEMENT);
      }
    } finally {
      await handle.close();
    }
  }

  async #finish(): Promise<RecordingSummary | null> {
    this.#state = 'finished';
    this.#flush();
    await this.#file.close();
    if (this.#file.hasFailed) return null;
    const { file, startedAtMs, rateHz } = this.#options;
    return { file, durationMs: this.durationMs, rateHz, startedAtMs, sizeBytes: this.#file.sizeBytes };
  }

  /** Hands over what there is. The next second gets a buffer of its own: the disk may still be reading this one. */
  #flush(): void {
    if (this.#filled === 0) return;
    this.#file.append(this.#second.subarray(0, this.#filled));
    this.#second = new Int16Array(this.#options.rateHz);
    this.#filled = 0;
  }
}

/** A message that is still being played goes on to be read from the file that was there. */
async function replaceFile(path: string) {
  await rm(path, { force: true });
  return await openForWriting(path);
}
