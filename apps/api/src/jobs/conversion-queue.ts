import { type CallId, callId, callRecording, workspaceId } from '@callwright/protocol';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { LiveEvents } from '../events/live-events.js';
import { runInBackground } from '../platform/background.js';
import { AppConfig } from '../platform/config.js';
import { sha256Hex } from '../platform/crypto/keys.js';
import { DataFolder } from '../platform/files/data-folder.js';
import { Log } from '../platform/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { RecordingConverter } from '../recordings/conversion/recording-converter.js';
import { ENDINGS } from '../recordings/conversion/sound-encoder.js';
import { type FoundRecording, RecordingsRepository } from '../recordings/recordings.repository.js';
import { gaugeJobs, type JobQueue, openJobQueue } from './job-queue.js';
import { PeaksQueue } from './peaks-queue.js';

const NAME = 'conversion';
/** Each has a thread, and the calls of this machine want its cores too. */
const CONCURRENCY = 1;
const MAX_FOUND_AGAIN = 1_000;
/** Written down so often only; a long call takes minutes. */
const STEP_PERCENT = 10;

const target = callRecording.pick({ format: true, channels: true }).required();

/**
 * After a call: turns its recording into what it is to be. The file it is now stays until the new one is whole; from
 * then on the recording is the new one, and the old one goes. Whatever is interrupted is done again from the start.
 */
@Injectable()
export class ConversionQueue implements OnApplicationBootstrap, OnApplicationShutdown {
  #jobs: JobQueue | null = null;
  readonly #done: Counter<'outcome'>;

  constructor(
    private readonly config: AppConfig,
    private readonly recordings: RecordingsRepository,
    private readonly converter: RecordingConverter,
    private readonly peaks: PeaksQueue,
    private readonly folder: DataFolder,
    private readonly events: LiveEvents,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.#done = metrics.counter('conversions', 'Attempts at turning recordings into other files', ['outcome']);
    gaugeJobs(metrics, 'conversions_by_state', 'Recordings to be turned into other files by state', () => this.#jobs);
  }

  async onApplicationBootstrap(): Promise<void> {
    this.#jobs = await openJobQueue(this.config, {
      name: NAME,
      concurrency: CONCURRENCY,
      run: (data, isLast) => this.#work(callId.parse(data.callId), isLast),
      // Found again at the next start, it is to be tried again.
      forgetsFailed: true,
      onCompleted: () => this.#done.inc({ outcome: 'completed' }),
      onFailed: (data, attempt, { message }) => {
        this.#done.inc({ outcome: 'failed' });
        this.log.warn({ callId: data?.callId, attempt, error: message }, 'an attempt at converting a recording failed');
      },
      onTrouble: ({ message }) => this.log.error({ error: message }, 'the queue of conversions is in trouble'),
    });
    runInBackground('search for lost conversions', this.#findLost(), this.log);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#jobs?.close();
  }

  /** Asks for the recording of a call to become what it is to be; asking twice makes one job. */
  async add(id: CallId): Promise<void> {
    // A client may have chosen the call's id, and a job's id may not hold every character.
    await this.#jobs?.add(`${NAME}-${sha256Hex(id)}`, { callId: id });
  }

  async #work(id: CallId, isLast: boolean): Promise<void> {
    const recording = await this.recordings.findByCall(id);
    if (!recording || recording.conversion === 'none') return;
    if (recording.conversion === 'done') return this.#removeSource(recording);
    try {
      // The waveform is drawn of both sides, and of a file that can be read without decoding it.
      await this.peaks.ensure(id);
      await this.#convert(id, recording);
    } catch (error) {
      if (isLast) await this.recordings.noteConversion(id, { conversion: 'failed', convertedPart: 0 });
      throw error;
    }
    this.events.publish(workspaceId.parse(recording.workspaceId), { type: 'recording', callId: id, peaksReady: true });
  }

  async #convert(id: CallId, { file, wantedFormat, wantedChannels }: FoundRecording): Promise<void> {
    const { format, channels } = target.parse({ format: wantedFormat, channels: wantedChannels });
    const name = `${file.replace(/\.wav$/, '')}${channels === 'mono' ? '.mono' : ''}.${ENDINGS[format]}`;
    const [from, to] = [this.folder.recordingPath(file), this.folder.recordingPath(name)];
    await this.recordings.noteConversion(id, { conversion: 'running', convertedPart: 0 });
    const { sizeBytes } = await this.converter.convert({ from, to, format, channels }, (percent) => {
      if (percent % STEP_PERCENT === 0) this.#note(id, percent);
    });
    const isKept = await this.recordings.saveConverted(id, { file: name, format, channels, sizeBytes });
    // Of a call that was deleted meanwhile neither is to stay.
    if (!isKept) await this.folder.remove(to);
    await this.folder.remove(from);
  }

  /** What is left when the api was stopped between writing the new file down and removing the old one. */
  async #removeSource({ file }: FoundRecording): Promise<void> {
    const source = file.replace(/(\.mono)?\.\w+$/, '.wav');
    if (source !== file) await this.folder.remove(this.folder.recordingPath(source));
  }

  #note(id: CallId, convertedPart: number): void {
    const noted = this.recordings.noteConversion(id, { conversion: 'running', convertedPart });
    runInBackground('note of a conversion', noted, this.log);
  }

  async #findLost(): Promise<void> {
    for (const id of await this.recordings.listUnconverted(MAX_FOUND_AGAIN)) await this.add(id);
  }
}
