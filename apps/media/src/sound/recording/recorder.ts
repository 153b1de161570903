import { BLOCK_MS, blockSampleCount, msToSamples, Resampler } from '@callwright/audio';
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
  readonly #caller: Int16Array;
  readonly #callee: DelayLine;
  readonly #resamplers: { readonly caller: Resampler; readonly callee: Resampler } | null;
  readonly #delayedCallee: Int16Array;
  /** Samples still to come that the caller spoke before the recording began. */
  #earlyCount: number;
  #state: 'recording' | 'paused' | 'stopped' = 'recording';
  /** Committed while stopped: time that passes without being written. */
  #skippedBlocks = 0;
  #closing: Promise<RecordingSummary | null> | null = null;

  constructor(options: RecorderOptions) {
    const { rateHz, fileRateHz = rateHz, callerDelayMs } = options;
    this.#options = options;
    this.#caller = new Int16Array(blockSampleCount(rateHz));
    this.#delayedCallee = new Int16Array(this.#caller.length);
    this.#earlyCount = msToSamples(callerDelayMs, rateHz);
    this.#callee = new DelayLine(this.#earlyCount, this.#caller.length);
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
    this.#callee.take(this.#delayedCallee);
    if (this.#state === 'stopped') this.#skippedBlocks += 1;
    else {
      if (this.#state === 'paused') this.#silence();
      this.#keep(this.#caller, this.#delayedCallee);
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
    if (this.#state !== 'stopped') this.#drain();
    this.#frames.flush();
    await this.#file.close();
    if (this.#file.hasFailed) return null;
    const { file, startedAtMs, rateHz, fileRateHz = rateHz } = this.#options;
    const durationMs = (this.#frames.frameCount * SECOND_MS) / fileRateHz;
    return { file, durationMs, rateHz: fileRateHz, startedAtMs, sizeBytes: this.#file.sizeBytes };
  }

  /** What was played while the caller's last words were on their way is still in the delay line. */
  #drain(): void {
    const { rateHz, callerDelayMs } = this.#options;
    const blockLength = this.#caller.length;
    for (let left = msToSamples(callerDelayMs, rateHz); left > 0; left -= blockLength) {
      this.#callee.take(this.#delayedCallee);
      if (this.#state === 'paused') this.#silence();
      this.#keep(this.#caller.subarray(0, left), this.#delayedCallee.subarray(0, left));
    }
  }

  #keep(caller: Int16Array, callee: Int16Array): void {
    const early = Math.min(this.#earlyCount, caller.length);
    this.#earlyCount -= early;
    const [left, right] = early === 0 ? [caller, callee] : [caller.subarray(early), callee.subarray(early)];
    if (this.#resamplers === null) this.#frames.add(left, right);
    else this.#frames.add(this.#resamplers.caller.process(left), this.#resamplers.callee.process(right));
  }

  #silence(): void {
    this.#caller.fill(0);
    this.#delayedCallee.fill(0);
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

/** Gives samples back so many samples later. */
class DelayLine {
  readonly #ring: Int16Array;
  readonly #blockLength: number;
  #at = 0;

  constructor(sampleCount: number, blockLength: number) {
    this.#ring = new Int16Array(sampleCount + blockLength);
    this.#blockLength = blockLength;
  }

  /** Writes the block of this tick over the silence that is there. */
  put(block: Int16Array): void {
    this.#copy(block, (ring, at, part) => ring.set(part, at));
  }

  /** Fills `block` with what was put in as many samples ago as the line is long, and goes on to the next tick. */
  take(block: Int16Array): void {
    const oldest = (this.#at + this.#blockLength) % this.#ring.length;
    this.#at = oldest;
    this.#copy(block, (ring, at, part) => {
      part.set(ring.subarray(at, at + part.length));
      ring.fill(0, at, at + part.length);
    });
  }

  /** Goes over a block's worth of the ring from where it stands, in one or two parts. */
  #copy(block: Int16Array, each: (ring: Int16Array, at: number, part: Int16Array) => void): void {
    const first = Math.min(block.length, this.#ring.length - this.#at);
    each(this.#ring, this.#at, block.subarray(0, first));
    if (first < block.length) each(this.#ring, 0, block.subarray(first));
  }
}
