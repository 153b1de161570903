import {
  AppError,
  type CallId,
  type CommandOf,
  type RecorderOption,
  type SessionEvent,
  type SessionEventOf,
} from '@callwright/protocol';
import type { RecordingSummary } from '../../link/messages.js';
import { recordingFile } from '../../link/recording-names.js';
import type { Clock } from '../../platform/clock.js';
import { ConsentTone } from '../recording/consent-tone.js';
import type { RecordedSide, Recorder, RecorderOptions } from '../recording/recorder.js';
import { createRecorderProcessor } from '../recording/recorder-processor.js';
import type { Processor, Track } from './track.js';

/** Makes a recorder whose file lies below the recordings folder. */
export type OpenRecorder = (options: Omit<RecorderOptions, 'path'>) => Recorder;

/** What the recording of a call is made of. */
export type CallRecordingOptions = {
  readonly callId: CallId;
  readonly rateHz: number;
  readonly option: (RecorderOption & { readonly file: string }) | undefined;
  readonly openRecorder: OpenRecorder;
  readonly clock: Clock;
  /** When the next 20 ms of the call begin, in ms since the epoch. */
  readonly nextTickMs: () => number;
  readonly emit: (event: SessionEvent) => void;
  /** Called once, with the track that tells both sides that they are recorded, when that is wanted. */
  readonly addTone: (tone: Track) => void;
};

/** Rates a client may ask for; anything else is recorded at the rate of the call. */
const FILE_RATES_HZ = [8000, 16_000, 24_000, 44_100, 48_000];

/** The recording of a call as `record` commands want it: one file, whatever is stopped and started in between. */
export class CallRecording {
  readonly #options: CallRecordingOptions;
  #recorder: Recorder | null = null;
  #processors: { readonly [Side in RecordedSide]: Processor } | null = null;
  #tone: ConsentTone | null = null;
  #hasFailed = false;
  #recordId: string | undefined;

  constructor(options: CallRecordingOptions) {
    this.#options = options;
  }

  /** What belongs first on the track of a side. */
  processorsOf(side: RecordedSide): readonly Processor[] {
    return this.#processors === null ? [] : [this.#processors[side]];
  }

  /**
   * The clock of the call begins: with it the recording, when there is to be one and it does not wait for a command.
   * @param callerDelayMs as of {@link perform}
   */
  begin(callerDelayMs: number): void {
    const { option } = this.#options;
    if (option !== undefined && option.startWhenAnswer !== false)
      this.perform({ command: 'record', action: 'start' }, callerDelayMs);
  }

  /** @param callerDelayMs how long the caller's sound has waited when it is recorded */
  perform({ action, recordId, option }: CommandOf<'record'>, callerDelayMs: number): void {
    if (recordId !== undefined) this.#recordId = recordId;
    if (action === 'discard') throw new AppError('protocol.unsupported', 'Only messages can be discarded.');
    if (action === 'start') {
      if (this.#recorder === null) this.#open({ ...this.#options.option, ...option }, callerDelayMs);
      else this.#recorder.resume();
      this.#report('started');
    } else if (this.#recorder !== null) this.#change(this.#recorder, action);
    if (this.#tone !== null) this.#tone.isOn = this.#recorder?.state === 'recording' && !this.#hasFailed;
  }

  /** What the caller says, as those hear it whom they are joined to: they are recorded, too. The same block without a tone. */
  withTone(block: Int16Array): Int16Array {
    return this.#tone?.over(block) ?? block;
  }

  /** Both sides of a tick have been given. */
  commit(): void {
    this.#recorder?.commit();
  }

  /** So many ticks have been left out. */
  skip(tickCount: number): void {
    this.#recorder?.skip(tickCount);
  }

  /** Finishes the file. Never throws. */
  async close(): Promise<RecordingSummary | null> {
    return (await this.#recorder?.close()) ?? null;
  }

  #change(recorder: Recorder, action: 'stop' | 'pause' | 'resume'): void {
    recorder[action]();
    this.#report(statusAfter[action]);
  }

  #open({ samplerate, consentTone, format, channels }: RecorderOption, callerDelayMs: number): void {
    const { callId, option, rateHz, nextTickMs, openRecorder, addTone } = this.#options;
    const recorder = openRecorder({
      callId,
      file: option?.file ?? recordingFile(callId),
      rateHz,
      fileRateHz: FILE_RATES_HZ.find((known) => known === samplerate) ?? rateHz,
      startedAtMs: nextTickMs(),
      callerDelayMs,
      wanted: { ...(format && { format }), ...(channels && { channels }) },
      onFailed: () => this.#fail(),
    });
    this.#recorder = recorder;
    this.#processors = {
      caller: createRecorderProcessor(recorder, 'caller'),
      callee: createRecorderProcessor(recorder, 'callee'),
    };
    if (!consentTone) return;
    this.#tone = new ConsentTone(rateHz);
    addTone(this.#tone);
  }

  /** Nobody is recorded any more, and nobody is to be told so. */
  #fail(): void {
    this.#hasFailed = true;
    if (this.#tone !== null) this.#tone.isOn = false;
    this.#report('failed');
  }

  #report(status: SessionEventOf<'recordStatus'>['status']): void {
    const { clock, emit } = this.#options;
    const id = this.#recordId === undefined ? {} : { recordId: this.#recordId };
    emit({ event: 'recordStatus', timestamp: clock.nowMs(), status, ...id });
  }
}

const statusAfter = { stop: 'stopped', pause: 'paused', resume: 'resumed' } as const;
