import {
  AppError,
  type CallId,
  type CommandOf,
  type RecorderOption,
  type SessionEvent,
  type SessionEventOf,
} from '@callwright/protocol';
import type { RecordingSummary } from '../../link/messages.js';
import type { Clock } from '../../platform/clock.js';
import type { RecordedSide, Recorder, RecorderOptions } from '../recording/recorder.js';
import { createRecorderProcessor } from '../recording/recorder-processor.js';
import type { Processor } from './track.js';

/** Makes a recorder whose file lies below the recordings folder. */
export type OpenRecorder = (options: Omit<RecorderOptions, 'path'>) => Recorder;

/** What the recording of a call is made of. */
export type CallRecordingOptions = {
  readonly callId: CallId;
  readonly rateHz: number;
  readonly option: (RecorderOption & { readonly file: string }) | undefined;
  readonly openRecorder: OpenRecorder;
  readonly clock: Clock;
  readonly emit: (event: SessionEvent) => void;
};

/** Rates a client may ask for; anything else is recorded at the rate of the call. */
const FILE_RATES_HZ = [8000, 16_000, 24_000, 44_100, 48_000];

/** The recording of a call as `record` commands want it: one file, whatever is stopped and started in between. */
export class CallRecording {
  readonly #options: CallRecordingOptions;
  #recorder: Recorder | null = null;
  #processors: { readonly [Side in RecordedSide]: Processor } | null = null;
  #recordId: string | undefined;

  constructor(options: CallRecordingOptions) {
    this.#options = options;
  }

  /** What belongs first on the track of a side. */
  processorsOf(side: RecordedSide): readonly Processor[] {
    return this.#processors === null ? [] : [this.#processors[side]];
  }

  /** @param callerDelayMs how long the caller's sound has waited when it is recorded */
  perform({ action, recordId, option }: CommandOf<'record'>, callerDelayMs: number): void {
    if (recordId !== undefined) this.#recordId = recordId;
    const recorder = this.#recorder;
    if (action === 'discard') throw new AppError('protocol.unsupported', 'Only messages can be discarded.');
    if (action === 'start') {
      if (recorder === null) this.#open(option?.samplerate, callerDelayMs);
      else recorder.resume();
      this.#report('started');
    } else if (recorder === null) return;
    else if (action === 'stop') {
      recorder.stop();
      this.#report('stopped');
    } else if (action === 'pause') {
      recorder.pause();
      this.#report('paused');
    } else {
      recorder.resume();
      this.#report('resumed');
    }
  }

  /** Both sides of a tick have been given. */
  commit(): void {
    this.#recorder?.commit();
  }

  /** Finishes the file. Never throws. */
  async close(): Promise<RecordingSummary | null> {
    return (await this.#recorder?.close()) ?? null;
  }

  #open(samplerate: number | undefined, callerDelayMs: number): void {
    const { callId, option, rateHz, clock, openRecorder } = this.#options;
    const recorder = openRecorder({
      file: option?.file ?? `${callId}.wav`,
      rateHz,
      fileRateHz: FILE_RATES_HZ.find((known) => known === (samplerate ?? option?.samplerate)) ?? rateHz,
      startedAtMs: clock.nowMs(),
      callerDelayMs,
      onFailed: () => this.#report('failed'),
    });
    this.#recorder = recorder;
    this.#processors = {
      caller: createRecorderProcessor(recorder, 'caller'),
      callee: createRecorderProcessor(recorder, 'callee'),
    };
  }

  #report(status: SessionEventOf<'recordStatus'>['status']): void {
    const { clock, emit } = this.#options;
    const id = this.#recordId === undefined ? {} : { recordId: this.#recordId };
    emit({ event: 'recordStatus', timestamp: clock.nowMs(), status, ...id });
  }
}
