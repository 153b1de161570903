import { AppError, type ErrorCode } from '@callwright/protocol';
import type { Clock, Timer } from '../clock.js';
import type { Log } from '../logging.js';
import { startPatientTimer } from '../patient-timer.js';
import { FairQueue } from './fair-queue.js';
import type { JobPart, JobReply } from './messages.js';
import type { WorkerLink } from './worker-link.js';

/** How a pool works. */
export type WorkerPoolOptions<Input, Output> = {
  /** For logs and messages, as `flite`. */
  readonly name: string;
  readonly startWorker: () => WorkerLink<Input, Output>;
  /** Threads at most; each starts with the first job that needs it. */
  readonly size: number;
  /** A job that takes longer costs its worker the life. */
  readonly jobTimeoutMs: number;
  /** Jobs that may wait; one more is refused with `failureCode`. */
  readonly maxQueued: number;
  /** Code of the pool's own failures. */
  readonly failureCode: ErrorCode;
  readonly clock: Clock;
  readonly log: Log;
};

/** How one job is run. */
export type JobOptions = {
  /** Jobs of one lane run in order; lanes take turns. */
  readonly lane: string;
  /** Jobs that can wait are run when no other waits. Default false. */
  readonly canWait?: boolean;
  /** Buffers to move instead of copying. */
  readonly transfer?: readonly ArrayBuffer[];
  readonly signal?: AbortSignal;
};

/** How one job is run whose worker answers in parts. */
export type PartedJobOptions<Output> = JobOptions & {
  /** Called with each part, in order, before the job's promise is settled. */
  readonly onPart?: (part: Output) => void;
};

type Job<Input, Output> = {
  readonly id: number;
  readonly input: Input;
  readonly options: PartedJobOptions<Output>;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
  /** Stops listening to the job's signal. */
  readonly release: () => void;
};

type Seat<Input, Output> = {
  readonly link: WorkerLink<Input, Output>;
  job: Job<Input, Output> | null;
  watchdog: Timer | null;
};

/**
 * Runs jobs on a bounded number of worker threads, one at a time each. A thread that crashes or hangs costs the job it
 * had one error; the next job starts a fresh thread.
 */
export class WorkerPool<Input, Output> {
  readonly #options: WorkerPoolOptions<Input, Output>;
  readonly #queue = new FairQueue<Job<Input, Output>>();
  readonly #patientQueue = new FairQueue<Job<Input, Output>>();
  readonly #seats = new Set<Seat<Input, Output>>();
  #lastId = 0;
  #closing: Promise<void> | null = null;

  constructor(options: WorkerPoolOptions<Input, Output>) {
    this.#options = options;
  }

  /** Jobs waiting or under way. */
  get pending(): number {
    const busy = [...this.#seats].filter((seat) => seat.job).length;
    return busy + this.#queue.size + this.#patientQueue.size;
  }

  /** Whether a job given now would begin now. */
  get hasIdleWorker(): boolean {
    return this.pending < this.#options.size;
  }

  /**
   * Runs one job.
   * @throws AppError of the worker, or `failureCode` when the pool is full, closed, or lost the worker; an abort
   *   rejects with the signal's reason at once, the worker finishes unheard
   */
  run(input: Input, options: PartedJobOptions<Output>): Promise<Output> {
    if (this.#closing !== null) return Promise.reject(this.#failure('is closed'));
    if (options.signal?.aborted) return Promise.reject(options.signal.reason);
    if (this.#queue.size + this.#patientQueue.size >= this.#options.maxQueued) {
      return Promise.reject(this.#failure('is overloaded'));
    }
    return new Promise((resolve, reject) => {
      this.#lastId += 1;
      const onAbort = () => this.#abort(job);
      const release = () => options.signal?.removeEventListener('abort', onAbort);
      const job: Job<Input, Output> = { id: this.#lastId, input, options, resolve, reject, release };
      options.signal?.addEventListener('abort', onAbort, { once: true });
      this.#queueOf(job).push(options.lane, job);
      this.#dispatch();
    });
  }

  /** Ends all threads; jobs waiting or under way fail. Idempotent, never throws. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    const seats = [...this.#seats];
    for (let job = this.#next(); job; job = this.#next()) this.#fail(job, 'is closed');
    for (const seat of seats) this.#vacate(seat, 'is closed');
    await Promise.allSettled(seats.map((seat) => seat.link.terminate()));
  }

  #dispatch(): void {
    for (let seat = this.#freeSeat(); seat; seat = this.#freeSeat()) {
      const job = this.#next();
      if (!job) return;
      this.#begin(seat, job);
    }
  }

  /** An idle worker, or a new one when work waits and there is room. */
  #freeSeat(): Seat<Input, Output> | null {
    if (this.#queue.size + this.#patientQueue.size === 0) return null;
    for (const seat of this.#seats) if (!seat.job) return seat;
    return this.#seats.size < this.#options.size ? this.#hire() : null;
  }

  #hire(): Seat<Input, Output> {
    const seat: Seat<Input, Output> = { link: this.#options.startWorker(), job: null, watchdog: null };
    seat.link.onReply((reply) => this.#finish(seat, reply));
    seat.link.onPart?.((part) => this.#hear(seat, part));
    seat.link.onExit(() => this.#lose(seat, 'lost its worker'));
    this.#seats.add(seat);
    return seat;
  }

  #begin(seat: Seat<Input, Output>, job: Job<Input, Output>): void {
    seat.job = job;
    seat.watchdog = startPatientTimer(this.#options.clock, this.#options.jobTimeoutMs, () => {
      this.#lose(seat, 'took too long');
      void seat.link.terminate();
    });
    seat.link.post({ id: job.id, input: job.input }, job.options.transfer ?? []);
  }

  #finish(seat: Seat<Input, Output>, reply: JobReply<Output>): void {
    const job = seat.job;
    if (job?.id !== reply.id) return;
    seat.watchdog?.cancel();
    seat.job = null;
    job.release();
    if (reply.ok) job.resolve(reply.output);
    else job.reject(new AppError(reply.code, reply.message));
    this.#dispatch();
  }

  #hear({ job }: Seat<Input, Output>, { id, part }: JobPart<Output>): void {
    if (job?.id === id && !job.options.signal?.aborted) job.options.onPart?.(part);
  }

  #lose(seat: Seat<Input, Output>, reason: string): void {
    if (!this.#seats.has(seat)) return;
    this.#options.log.error({ pool: this.#options.name, reason }, 'worker thread lost');
    this.#vacate(seat, reason);
    this.#dispatch();
  }

  #vacate(seat: Seat<Input, Output>, reason: string): void {
    this.#seats.delete(seat);
    seat.watchdog?.cancel();
    if (seat.job) this.#fail(seat.job, reason);
    seat.job = null;
  }

  #fail(job: Job<Input, Output>, reason: string): void {
    job.release();
    job.reject(this.#failure(reason));
  }

  #abort(job: Job<Input, Output>): void {
    this.#queueOf(job).remove(job.options.lane, job);
    for (const seat of this.#seats) if (seat.job === job) seat.link.callOff?.(job.id);
    job.reject(job.options.signal?.reason);
  }

  #next(): Job<Input, Output> | undefined {
    return this.#queue.shift() ?? this.#patientQueue.shift();
  }

  #queueOf(job: Job<Input, Output>): FairQueue<Job<Input, Output>> {
    return job.options.canWait ? this.#patientQueue : this.#queue;
  }

  #failure(reason: string): AppError {
    return new AppError(this.#options.failureCode, `The ${this.#options.name} engine ${reason}`);
  }
}
