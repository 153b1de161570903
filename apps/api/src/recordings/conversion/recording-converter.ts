import { Worker } from 'node:worker_threads';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { type ConversionJob, type ConversionResult, convertRecording } from './convert-recording.js';

/** What a thread tells. */
type Told = { readonly percent: number } | { readonly result: ConversionResult };

/** A thread that has told nothing for so long stands still: a percent of the longest call takes seconds. */
const PATIENCE_MS = 120_000;

/** Converts recordings, each in a thread of its own, so that nobody waits for it. */
@Injectable()
export class RecordingConverter implements OnApplicationShutdown {
  readonly #workers = new Set<Worker>();

  constructor(private readonly clock: Clock) {}

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.terminate()));
  }

  /** @throws what went wrong; the old file is as it was */
  convert(job: ConversionJob, onProgress: (percent: number) => void): Promise<ConversionResult> {
    // Where the api runs from source it is done here: Node runs no TypeScript in a thread.
    return import.meta.url.endsWith('.ts') ? convertRecording(job, onProgress) : this.inThread(job, onProgress);
  }

  /** @param entry the module of the thread, as Node runs it */
  inThread(
    job: ConversionJob,
    onProgress: (percent: number) => void,
    entry = new URL('./convert.worker.js', import.meta.url),
  ): Promise<ConversionResult> {
    // No arguments: those of the tests would have it resolve our packages to their source, which a thread cannot run.
    const worker = new Worker(entry, { name: 'conversion', workerData: job, execArgv: [] });
    this.#workers.add(worker);
    const startWatch = () => this.clock.startTimer(PATIENCE_MS, () => void worker.terminate());
    let watchdog = startWatch();
    return new Promise<ConversionResult>((resolve, reject) => {
      worker.on('message', (told: Told) => {
        watchdog.cancel();
        watchdog = startWatch();
        if ('percent' in told) onProgress(told.percent);
        else resolve(told.result);
      });
      worker.once('error', reject);
      worker.once('exit', () => {
        watchdog.cancel();
        this.#workers.delete(worker);
        reject(new Error('the thread of a conversion is gone'));
      });
    });
  }
}
