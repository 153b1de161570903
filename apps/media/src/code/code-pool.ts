import { AppError, type Json } from '@callwright/protocol';
import type { CodeOutcome } from '@callwright/sandbox';
import type { Clock, Timer } from '../platform/clock.js';
import type { Log } from '../platform/logging.js';
import type { JobReply } from '../platform/workers/messages.js';
import { startWorkerThread, type WorkerLink } from '../platform/workers/worker-link.js';
import type { CodeJob, CodeReply } from './code-job.js';

/** How a pool of code workers works. */
export type CodePoolOptions = {
  /** Threads at most; each starts with the first code that needs it. */
  readonly workers: number;
  /** Longest a code runs, for those that do not say less. */
  readonly timeoutMs: number;
  /** Codes that may wait for a thread; one more is refused. Default 500. */
  readonly maxQueued?: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Default: a thread of its own. */
  readonly startWorker?: () => CodeWorker;
};

/** A code worker as its pool sees it. */
export type CodeWorker = WorkerLink<CodeJob, CodeReply>;

/** Code to run, and for how long at most. */
export type CodeRequest = { readonly source: string; readonly input: Json; readonly timeoutMs?: number };

type Job = {
  readonly id: number;
  readonly request: CodeRequest;
  readonly signal: AbortSignal;
  readonly finish: (outcome: CodeOutcome | AppError) => void;
};
type Seat = { readonly worker: CodeWorker; job: Job | null; watchdog: Timer | null; isReady: boolean };

const MAX_QUEUED = 500;
// The engine loads in a fifth of a second; a machine under load may need seconds.
const START_TIMEOUT_MS = 30_000;

/**
 * Runs users' code on a bounded number of threads, one at a time each, in the order it came. Code that takes too long costs
 * its thread the life, and no other code more than its turn.
 */
export class CodePool {
  readonly #options: CodePoolOptions;
  readonly #waiting: Job[] = [];
  readonly #seats = new Set<Seat>();
  #lastId = 0;
  #closing: Promise<void> | null = null;

  constructor(options: CodePoolOptions) {
    this.#options = options;
  }

  /**
   * Runs code. What is wrong with the code is an outcome, also that it takes too long (`steps`).
   * @throws AppError `code.busy` when too many wait, `code.lost` when the pool is closed or the thread was lost; an abort
   *   rejects with the signal's reason and ends the code
   */
  run(request: CodeRequest, signal: AbortSignal): Promise<CodeOutcome> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.#closing !== null) return Promise.reject(lost('The code pool is closed.'));
    if (this.#waiting.length >= (this.#options.maxQueued ?? MAX_QUEUED))
      return Promise.reject(new AppError('code.busy', 'Too much code waits to run.'));
    return new Promise((resolve, reject) => {
      this.#lastId += 1;
      const giveUp = () => {
        reject(signal.reason);
        this.#drop(job);
      };
      const finish = (outcome: CodeOutcome | AppError) => {
        signal.removeEventListener('abort', giveUp);
        if (outcome instanceof AppError) reject(outcome);
        else resolve(outcome);
      };
      const job: Job = { id: this.#lastId, request, signal, finish };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.push(job);
      this.#dispatch();
    });
  }

  /** Ends all threads; code that waits or runs fails. Idempotent, never throws. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    const seats = [...this.#seats];
    for (const job of this.#waiting.splice(0)) job.finish(lost('The code pool is closed.'));
    for (const seat of seats) this.#vacate(seat)?.finish(lost('The code pool is closed.'));
    await Promise.allSettled(seats.map((seat) => seat.worker.terminate()));
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      // One abort may end several codes; those that have not heard of it yet need no thread.
      if (this.#waiting[0]?.signal.aborted) {
        this.#waiting.shift();
        continue;
      }
      const seat = this.#freeSeat();
      const job = seat && this.#waiting.shift();
      if (!seat || !job) return;
      this.#begin(seat, job);
    }
  }

  #freeSeat(): Seat | null {
    for (const seat of this.#seats) if (!seat.job) return seat;
    return this.#seats.size < this.#options.workers ? this.#hire() : null;
  }

  #hire(): Seat {
    const { startWorker, log } = this.#options;
    const worker = startWorker?.() ?? startWorkerThread<CodeJob, CodeReply>(import.meta.url, './code.worker.js', log);
    const seat: Seat = { worker, job: null, watchdog: null, isReady: false };
    worker.onReply((reply) => this.#hear(seat, reply));
    worker.onExit(() => this.#replace(seat, lost('The thread of the code was lost.')));
    this.#seats.add(seat);
    return seat;
  }

  #begin(seat: Seat, job: Job): void {
    seat.job = job;
    const { source, input } = job.request;
    seat.worker.post({ id: job.id, input: { source, input } }, []);
    this.#watch(seat);
  }

  /** A code's time begins when its thread can run it. */
  #watch(seat: Seat): void {
    const { clock, timeoutMs } = this.#options;
    const limitMs = Math.min(timeoutMs, seat.job?.request.timeoutMs ?? timeoutMs);
    seat.watchdog?.cancel();
    seat.watchdog = clock.startTimer(seat.isReady ? limitMs : START_TIMEOUT_MS, () =>
      this.#replace(seat, seat.isReady ? tookTooLong : lost('The thread of the code did not start.')),
    );
  }

  #hear(seat: Seat, reply: JobReply<CodeReply>): void {
    if (!reply.ok) return;
    if (reply.output === 'ready') {
      seat.isReady = true;
      if (seat.job) this.#watch(seat);
      return;
    }
    const { job } = seat;
    if (job?.id !== reply.id) return;
    seat.watchdog?.cancel();
    seat.job = null;
    job.finish(reply.output);
    this.#dispatch();
  }

  /** The next code starts a fresh thread. */
  #replace(seat: Seat, outcome: CodeOutcome | AppError): void {
    if (!this.#seats.has(seat)) return;
    if (outcome instanceof AppError) this.#options.log.error({ code: outcome.code }, 'code worker lost');
    this.#vacate(seat)?.finish(outcome);
    void seat.worker.terminate();
    this.#dispatch();
  }

  #vacate(seat: Seat): Job | null {
    const { job } = seat;
    this.#seats.delete(seat);
    seat.watchdog?.cancel();
    seat.job = null;
    return job;
  }

  #drop(job: Job): void {
    const index = this.#waiting.indexOf(job);
    if (index >= 0) this.#waiting.splice(index, 1);
    const seat = [...this.#seats].find((each) => each.job === job);
    if (!seat) return;
    this.#vacate(seat);
    void seat.worker.terminate();
    this.#dispatch();
  }
}

const lost = (sentence: string): AppError => new AppError('code.lost', sentence);

const tookTooLong: CodeOutcome = {
  ok: false,
  error: { kind: 'steps', message: 'The code takes too long' },
  logs: [],
};
