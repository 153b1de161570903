import { BLOCK_MS, blockSampleCount, Resampler } from '@callwright/audio';
import type { RecordingSummary } from '../../link/messages.js';
import { RecordingFile, type RecordingFileOptions } from './recording-file.js';

/** The two sides of a call, in the order of the file's channels. */
export type RecordedSide = 'caller' | 'callee';

/** What is recorded, and how. */
export type RecorderOptions = Pick<RecordingFileOptions, 'onFailed' | 'openFile'> & {
  readonly path: string;
  /** As the summary names it. */
  readonly file: string;
  /** Rate of the blocks. */
  readonly rateHz: number;
  /** Rate of the file. Default that of the blocks. */
  readonly fileRateHz?: number;
  /** When the first sample is heard, in ms since the epoch. */
  readonly startedAtMs: number;
  /**
   * How much later than it was spoken the caller's sound comes, in ms, because it waited in a buffer: our side is put
   * back by the same, so that the recording has both as they were at one time.
   */
  readonly callerDelayMs: number;
};

const SECOND_MS = 1000;

/**
 * Records both sides of a call into a stereo WAV file, caller left, callee right, block by block in step with the
 * pacer. `write` and `commit` belong to the tick: they copy, and leave the writing to the background.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #file: RecordingFile;
  readonly #frames: Interleaver;
  readonly #blockLength: number;
  readonly #caller: Int16Array;
  readonly #callee: DelayLine;
  readonly #resamplers: { readonly caller: Resampler; readonly callee: Resampler } | null;
  /** Blocks of the caller that were spoken before the recording began. */
  #early: number;
  #state: 'recording' | 'paused' | 'stopped' = 'recording';
  /** Committed while stopped: time that passes without being written. */
  #skippedBlocks = 0;
  #closing: Promise<RecordingSummary | null> | null = null;

  constructor(options: RecorderOptions) {
    const { rateHz, fileRateHz = rateHz, callerDelayMs } = options;
    this.#options = options;
    this.#blockLength = blockSampleCount(rateHz);
    this.#caller = new Int16Array(this.#blockLength);
    this.#early = Math.round(callerDelayMs / BLOCK_MS);
    this.#callee = new DelayLine(this.#early, this.#blockLength);
    this.#file = new RecordingFile({ ...options, rateHz: fileRateHz, channelCount: 2 });
    this.#frames = new Interleaver(fileRateHz, (samples) => this.#file.append(samples));
    this.#resamplers =
      fileRateHz === rateHz
        ? null
        : { caller: new Resampler(rateHz, fileRateHz), callee: new Resampler(rateHz, fileRateHz) };
  }

  get state(): 'recording' | 'paused' | 'stopped' {
    return this.#state;
  }

  /** Takes 20 ms of one side. A side that gives nothing until the next `commit` is silent. */
  write(side: RecordedSide, block: Int16Array): void {
    if (side === 'caller') this.#caller.set(block);
    else this.#callee.put(block);
  }

  /** Ends the block of both sides; to be called once a tick. */
  commit(): void {
    const callee = this.#callee.take();
    if (this.#early > 0) this.#early -= 1;
    else if (this.#state === 'stopped') this.#skippedBlocks += 1;
    else {
      if (this.#state === 'paused') this.#silence(callee);
      this.#keep(this.#caller, callee);
    }
    this.#caller.fill(0);
  }

  /** From now on silence is recorded: times stay those of the call. */
  pause(): void {
    if (this.#state === 'recording') this.#state = 'paused';
  }

  /** Records again. After a `stop` the time between is silence in the file. */
  resume(): void {
    if (this.#state === 'stopped') this.#skip();
    this.#state = 'recording';
  }

  /** Ends the recording for now; the file ends here unless `resume` is called. */
  stop(): void {
    if (this.#state === 'stopped') return;
    this.#frames.flush();
    this.#state = 'stopped';
  }

  /** Finishes the file. Idempotent, never throws. @returns null when the recording failed */
  close(): Promise<RecordingSummary | null> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<RecordingSummary | null> {
    // What was played while the caller's last words were on their way is still in the delay line.
    for (let left = this.#callee.length; left > 0; left--) this.commit();
    this.#frames.flush();
    await this.#file.close();
    if (this.#file.hasFailed) return null;
    const { file, startedAtMs, rateHz, fileRateHz = rateHz } = this.#options;
    const durationMs = (this.#frames.frameCount * SECOND_MS) / fileRateHz;
    return { file, durationMs, rateHz: fileRateHz, startedAtMs, sizeBytes: this.#file.sizeBytes };
  }

  #keep(caller: Int16Array, callee: Int16Array): void {
    if (this.#resamplers === null) this.#frames.add(caller, callee);
    else this.#frames.add(this.#resamplers.caller.process(caller), this.#resamplers.callee.process(callee));
  }

  #silence(callee: Int16Array): void {
    this.#caller.fill(0);
    callee.fill(0);
  }

  #skip(): void {
    const { rateHz, fileRateHz = rateHz } = this.#options;
    const frameCount = Math.round((this.#skippedBlocks * BLOCK_MS * fileRateHz) / SECOND_MS);
    this.#file.skip(frameCount * 4);
    this.#frames.frameCount += frameCount;
    this.#skippedBlocks = 0;
  }
}

/** Puts two channels together, a second at a time. */
class Interleaver {
  readonly #length: number;
  readonly #onFull: (samples: Int16Array) => void;
  #samples: Int16Array;
  #count = 0;
  /** Frames taken so far. */
  frameCount = 0;

  constructor(rateHz: number, onFull: (samples: Int16Array) => void) {
    this.#length = rateHz * 2;
    this.#onFull = onFull;
    this.#samples = new Int16Array(this.#length);
  }

  add(left: Int16Array, right: Int16Array): void {
    for (let i = 0; i < left.length; i++) {
      this.#samples[this.#count] = left[i] ?? 0;
      this.#samples[this.#count + 1] = right[i] ?? 0;
      this.#count += 2;
      if (this.#count === this.#length) this.flush();
    }
    this.frameCount += left.length;
  }

  /** Hands over what there is. The next second gets a buffer of its own: the disk may still be reading this one. */
  flush(): void {
    if (this.#count === 0) return;
    this.#onFull(this.#samples.subarray(0, this.#count));
    this.#samples = new Int16Array(this.#length);
    this.#count = 0;
  }
}

/** Gives blocks back so many blocks later. */
class DelayLine {
  readonly #blocks: Int16Array[];
  readonly length: number;
  #at = 0;
  #hasInput = false;

  constructor(length: number, blockLength: number) {
    this.length = length;
    this.#blocks = Array.from({ length: length + 1 }, () => new Int16Array(blockLength));
  }

  put(block: Int16Array): void {
    this.#blocks[this.#at]?.set(block);
    this.#hasInput = true;
  }

  take(): Int16Array {
    if (!this.#hasInput) this.#blocks[this.#at]?.fill(0);
    this.#hasInput = false;
    this.#at = (this.#at + 1) % this.#blocks.length;
    return this.#blocks[this.#at] ?? new Int16Array(0);
  }
}
