import { type CallId, callId, workspaceId } from '@callwright/protocol';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { LiveEvents } from '../events/live-events.js';
import { runInBackground } from '../platform/background.js';
import { AppConfig } from '../platform/config.js';
import { sha256Hex } from '../platform/crypto/keys.js';
import { DataFolder } from '../platform/files/data-folder.js';
import { Log } from '../platform/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { readPeaks } from '../recordings/read-peaks.js';
import { RecordingsRepository } from '../recordings/recordings.repository.js';
import { gaugeJobs, type JobQueue, openJobQueue } from './job-queue.js';

const NAME = 'peaks';
const CONCURRENCY = 2;
const MAX_FOUND_AGAIN = 1_000;

/** After a call: works the waveform of its recording out, so that the player need not read the whole sound. */
@Injectable()
export class PeaksQueue implements OnApplicationBootstrap, OnApplicationShutdown {
  #jobs: JobQueue | null = null;
  readonly #done: Counter<'outcome'>;

  constructor(
    private readonly config: AppConfig,
    private readonly recordings: RecordingsRepository,
    private readonly folder: DataFolder,
    private readonly events: LiveEvents,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.#done = metrics.counter('jobs', 'Attempts at background jobs', ['outcome']);
    gaugeJobs(metrics, 'jobs_by_state', 'Background jobs by state', () => this.#jobs);
  }

  async onApplicationBootstrap(): Promise<void> {
    this.#jobs = await openJobQueue(this.config, {
      name: NAME,
      concurrency: CONCURRENCY,
      run: (data) => this.ensure(callId.parse(data.callId)),
      onCompleted: () => this.#done.inc({ outcome: 'completed' }),
      onFailed: (data, attempt, { message }) => {
        this.#done.inc({ outcome: 'failed' });
        this.log.warn({ callId: data?.callId, attempt, error: message }, 'an attempt at a waveform failed');
      },
      onTrouble: ({ message }) => this.log.error({ error: message }, 'the job queue is in trouble'),
    });
    runInBackground('search for lost jobs', this.#findLost(), this.log);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#jobs?.close();
  }

  /** Asks for the waveform of a call's recording; asking twice makes one job. */
  async add(id: CallId): Promise<void> {
    // A client may have chosen the call's id, and a job's id may not hold every character.
    await this.#jobs?.add(`${NAME}-${sha256Hex(id)}`, { callId: id });
  }

  /** Works it out now unless it is there. @throws AudioError when the recording is no WAV file, or what the disk says */
  async ensure(id: CallId): Promise<void> {
    const recording = await this.recordings.findByCall(id);
    if (!recording || (await this.recordings.findPeaks(id))) return;
    const workspace = workspaceId.parse(recording.workspaceId);
    await this.recordings.savePeaks(workspace, id, await readPeaks(this.folder.recordingPath(recording.file)));
    this.events.publish(workspace, { type: 'recording', callId: id, peaksReady: true });
  }

  async #findLost(): Promise<void> {
    for (const id of await this.recordings.listWithoutPeaks(MAX_FOUND_AGAIN)) await this.add(id);
  }
}
