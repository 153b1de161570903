import { BLOCK_MS, blockSampleCount, msToSamples, Resampler } from '@callwright/audio';
import type { CallId, RecorderOption } from '@callwright/protocol';
import type { RecordingSummary } from '../../link/messages.js';
import { DelayGate, DelayLine } from './delay-line.js';
import { Interleaver } from './interleaver.js';
import { RecordingFile, type RecordingFileOptions } from './recording-file.js';
import { RecordingSegments } from './recording-segments.js';

/** The two sides of a call, in the order of the file's channels. */
export type RecordedSide = 'caller' | 'callee';

/** What is recorded, and how. */
export type RecorderOptions = Pick<RecordingFileOptions, 'onFailed' | 'onDropped' | 'openFile' | 'keepsNote'> & {
  readonly callId: CallId;
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
  /** What the file is to be turned into after the call, told with the summary. */
  readonly wanted?: Pick<RecorderOption, 'format' | 'channels'>;
};

const SECOND_MS = 1000;
const TICKS_A_SECOND = SECOND_MS / BLOCK_MS;

/**
 * Records both sides of a call into a stereo WAV file, caller left, callee right, block by block in step with the
 * pacer. The file begins with the recording and from there on runs with the call: n ticks are n times 20 ms of it, and
 * whatever was not recorded is silence of its length. `write` and `commit` belong to the tick: they copy, and leave the
 * writing to the background.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #file: RecordingFile;
  readonly #frames: Interleaver;
  readonly #caller: Int16Array;
  /** Whether what the caller said as long ago as their sound waits was to be recorded. */
  readonly #callerGate: DelayGate;
  readonly #callee: DelayLine;
  #resamplers: { readonly caller: Resampler; readonly callee: Resampler } | null;
  readonly #delayedCallee: Int16Array;
  readonly #segments = new RecordingSegments();
  readonly #delayCount: number;
  /** Samples still to come that the caller spoke before the recording began. */
  #earlyCount: number;
  /** Samples still to come that belong before a stop. */
  #lateCount = 0;
  /** Samples of silence that are not in the file yet; after a stop nobody knows whether they will ever be. */
  #pendingCount = 0;
  /** Samples of the call that are in the file. */
  #keptCount = 0;
  #tickCount = 0;
  #state: 'recording' | 'paused' | 'stopped' = 'recording';
  #closing: Promise<RecordingSummary | null> | null = null;

  constructor(options: RecorderOptions) {
    const { rateHz, fileRateHz = rateHz, callerDelayMs } = options;
    this.#options = options;
    this.#caller = new Int16Array(blockSampleCount(rateHz));
    this.#delayedCallee = new Int16Array(this.#caller.length);
    this.#delayCount = msToSamples(callerDelayMs, rateHz);
    this.#earlyCount = this.#delayCount;
    this.#callerGate = new DelayGate(this.#delayCount / this.#caller.length);
    this.#callee = new DelayLine(this.#delayCount, this.#caller.length);
    this.#segments.open(0);
    this.#file = new RecordingFile({ ...options, rateHz: fileRateHz, channelCount: 2, note: this.#note() });
    this.#frames = new Interleaver(fileRateHz, (samples) => this.#file.append(samples));
    this.#resamplers = resamplersFor(rateHz, fileRateHz);
  }

  get state(): 'recording' | 'paused' | 'stopped' {
    return this.#state;
  }

  /** Takes 20 ms of one side. A side that gives nothing until the next `commit` is silent. */
  write(side: RecordedSide, block: Int16Array): void {
    if (side === 'caller') this.#caller.set(block);
    else if (this.#state === 'recording') this.#callee.put(block);
  }

  /** Ends the block of both sides; to be called once a tick. */
  commit(): void {
    this.#tickCount += 1;
    this.#callee.take(this.#delayedCallee);
    if (!this.#callerGate.pass(this.#state === 'recording')) this.#caller.fill(0);
    if (this.#state === 'stopped') this.#commitLate();
    else this.#keep(this.#caller, this.#delayedCallee);
    this.#caller.fill(0);
  }

  /** Ticks that never came, because the machine stood still: as much silence, so that times stay those of the call. */
  skip(tickCount: number): void {
    const stillUnderWay = Math.min(tickCount, Math.ceil(this.#delayCount / this.#caller.length) + 1);
    for (let tick = 0; tick < stillUnderWay; tick++) this.commit();
    const left = tickCount - stillUnderWay;
    this.#tickCount += left;
    this.#pendingCount += left * this.#caller.length;
    if (this.#state !== 'stopped') this.#keepPending();
  }

  /** From now on silence is recorded: times stay those of the call. */
  pause(): void {
    if (this.#state === 'recording') this.#change('paused');
  }

  /** Records again. After a `stop` the time between is silence in the file. */
  resume(): void {
    if (this.#state === 'recording') return;
    this.#keepPending();
    this.#lateCount = 0;
    this.#change('recording');
  }

  /** Ends the recording for now; the file ends here unless `resume` is called. */
  stop(): void {
    if (this.#state === 'stopped') return;
    this.#lateCount = this.#delayCount;
    this.#change('stopped');
  }

  /** Finishes the file. Idempotent, never throws. @returns null when the recording failed */
  close(): Promise<RecordingSummary | null> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<RecordingSummary | null> {
    this.stop();
    // What was played while the caller's last words were on their way is still in the delay line.
    while (this.#lateCount > 0) this.commit();
    this.#flush();
    await this.#file.close();
    if (this.#file.hasFailed) return null;
    await this.#file.removeNote();
    const { file, startedAtMs, rateHz, fileRateHz = rateHz, wanted } = this.#options;
    const durationMs = (this.#frames.frameCount * SECOND_MS) / fileRateHz;
    const segments = this.#segments.within(durationMs);
    return { file, durationMs, rateHz: fileRateHz, startedAtMs, sizeBytes: this.#file.sizeBytes, segments, ...wanted };
  }

  /** After a stop: what was said before it and is still coming, then time that passes without being written. */
  #commitLate(): void {
    const late = Math.min(this.#lateCount, this.#caller.length);
    this.#lateCount -= late;
    if (late > 0) this.#keep(this.#caller.subarray(0, late), this.#delayedCallee.subarray(0, late));
    if (late > 0 && this.#lateCount === 0) this.#frames.flush();
    this.#pendingCount += this.#caller.length - late;
    if (this.#tickCount % TICKS_A_SECOND === 0) this.#file.touch();
  }

  #keep(caller: Int16Array, callee: Int16Array): void {
    this.#keptCount += caller.length;
    const early = Math.min(this.#earlyCount, caller.length);
    this.#earlyCount -= early;
    const [left, right] = early === 0 ? [caller, callee] : [caller.subarray(early), callee.subarray(early)];
    if (this.#resamplers === null) this.#frames.add(left, right);
    else this.#frames.add(this.#resamplers.caller.process(left), this.#resamplers.callee.process(right));
  }

  /** Reckoned from the call's own samples, so that rounding to the file's rate never adds up. */
  #keepPending(): void {
    if (this.#pendingCount === 0) return;
    const { rateHz, fileRateHz = rateHz } = this.#options;
    this.#flush();
    this.#resamplers = resamplersFor(rateHz, fileRateHz);
    this.#keptCount += this.#pendingCount;
    this.#pendingCount = 0;
    const frameCount = this.#missingFrames;
    this.#frames.frameCount += frameCount;
    this.#file.skip(frameCount * 4);
  }

  /** What the resamplers still hold belongs before whatever comes next. */
  #flush(): void {
    const missing = this.#missingFrames;
    const { caller, callee } = this.#resamplers ?? {};
    if (caller && callee) this.#frames.add(caller.flush().subarray(0, missing), callee.flush().subarray(0, missing));
    this.#frames.flush();
  }

  /** Frames of the file that the call's time has reached and the file has not. */
  get #missingFrames(): number {
    const { rateHz, fileRateHz = rateHz } = this.#options;
    const heardCount = this.#keptCount - this.#delayCount;
    return Math.max(0, Math.round((heardCount * fileRateHz) / rateHz) - this.#frames.frameCount);
  }

  #change(state: 'recording' | 'paused' | 'stopped'): void {
    const atMs = this.#tickCount * BLOCK_MS;
    if (state === 'recording') this.#segments.open(atMs);
    else if (this.#state === 'recording') this.#segments.close(atMs);
    if (state === 'stopped') this.#frames.flush();
    this.#state = state;
    this.#file.noteAs(this.#note());
  }

  #note() {
    const { callId, startedAtMs, wanted } = this.#options;
    return { callId, startedAtMs, segments: this.#segments.list(), ...wanted };
  }
}

const resamplersFor = (rateHz: number, fileRateHz: number) => {
  if (rateHz === fileRateHz) return null;
  const resampler = () => new Resampler(rateHz, fileRateHz, { aligned: true });
  return { caller: resampler(), callee: resampler() };
};
