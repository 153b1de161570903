import type { Clock } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import { startWorkerThread, type WorkerLink } from '../../../platform/workers/worker-link.js';
import { WorkerPool } from '../../../platform/workers/worker-pool.js';
import type { PromptJob } from './prompt-jobs.js';
import type { WavSliceJob } from './slice-jobs.js';

/** What decoding runs on. */
export type PromptDecoderOptions = {
  readonly clock: Clock;
  readonly log: Log;
  /** Default: threads of their own. A test may do the jobs itself. */
  readonly startWorker?: () => WorkerLink<PromptJob, Int16Array>;
  readonly startSliceWorker?: () => WorkerLink<WavSliceJob, Int16Array>;
};

/** A file larger than this has a thread of its own to wait for: it must not keep short prompts waiting. */
const LARGE_BYTES = 512 * 1024;
/** Ten minutes of the slowest format take some 15 s. */
const FILE_TIMEOUT_MS = 45_000;
const SLICE_TIMEOUT_MS = 5_000;
const MAX_WAITING = 200;

/** Decodes recordings in threads: slices of WAV files, short files and large files each in their own. */
export class PromptDecoder {
  readonly #slices: WorkerPool<WavSliceJob, Int16Array>;
  readonly #small: WorkerPool<PromptJob, Int16Array>;
  readonly #large: WorkerPool<PromptJob, Int16Array>;
  #lastLane = 0;

  constructor({ clock, log, startWorker, startSliceWorker }: PromptDecoderOptions) {
    const shared = { size: 1, maxQueued: MAX_WAITING, failureCode: 'media.promptUnreadable', clock, log } as const;
    const startFile = startWorker ?? (() => startWorkerThread(import.meta.url, './prompt.worker.js', log));
    const startSlice = startSliceWorker ?? (() => startWorkerThread(import.meta.url, './slice.worker.js', log));
    const files = { ...shared, startWorker: startFile, jobTimeoutMs: FILE_TIMEOUT_MS };
    this.#small = new WorkerPool({ ...files, name: 'prompts' });
    this.#large = new WorkerPool({ ...files, name: 'large prompts' });
    this.#slices = new WorkerPool({
      ...shared,
      name: 'prompt slices',
      startWorker: startSlice,
      jobTimeoutMs: SLICE_TIMEOUT_MS,
    });
  }

  /** A lane for one recording: they take turns. */
  newLane(): string {
    this.#lastLane += 1;
    return String(this.#lastLane);
  }

  /** A whole file. @param job its bytes are given away @throws AppError `media.promptUnreadable` */
  file(job: PromptJob & { readonly bytes: Uint8Array<ArrayBuffer> }, signal: AbortSignal): Promise<Int16Array> {
    const pool = job.bytes.length > LARGE_BYTES ? this.#large : this.#small;
    return pool.run(job, { lane: this.newLane(), signal, transfer: [job.bytes.buffer] });
  }

  /** A slice of a WAV file. @param job its bytes are given away @throws AppError `media.promptUnreadable` */
  slice(job: WavSliceJob, lane: string, signal: AbortSignal): Promise<Int16Array> {
    return this.#slices.run(job, { lane, signal, transfer: [job.bytes.buffer] });
  }

  /** Starts the thread most recordings need, before the first caller waits for it. */
  async warmUp(signal: AbortSignal): Promise<void> {
    const frames = { leadCount: 0, frameCount: 1, bytes: new Uint8Array(4) };
    await this.slice({ encoding: 'pcm16', channelCount: 2, fromHz: 8000, toHz: 8000, ...frames }, 'warm-up', signal);
  }

  /** Ends the threads. Idempotent, never throws. */
  async close(): Promise<void> {
    await Promise.all([this.#small.close(), this.#large.close(), this.#slices.close()]);
  }
}
