import { Worker } from 'node:worker_threads';
import { AppError } from '@callwright/protocol';
import type { Clock, Timer } from '../clock.js';
import type { Log } from '../log.js';
import type { WorkReply, WorkRequest } from './work-messages.js';

/** Jobs that may wait; more are refused. */
export const MAX_WAITING = 50;
/** Jobs of one owner that may wait, so that nobody takes all places. */
export const MAX_WAITING_OF_ONE = 10;

/** What a thread is. */
export type WorkThreadOptions = {
  /** What it does, as the log names it. */
  readonly name: string;
  /** The module that answers, as Node runs it. */
  readonly entry: URL;
  /** So long one job may take; then its thread is ended and the next begins another. */
  readonly patienceMs: number;
  readonly clock: Clock;
  readonly log: Log;
};

type Asked<Job, Result> = {
  readonly id: number;
  readonly job: Job;
  readonly owner: string;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: AppError) => void;
};
type UnderWay<Job, Result> = Asked<Job, Result> & { readonly watchdog: Timer };

/** A thread that does long work, one job after the other: it starts with the first, and again after it was lost. */
export class WorkThread<Job, Result> {
  readonly #options: WorkThreadOptions;
  #waiting: readonly Asked<Job, Result>[] = [];
  #underWay: UnderWay<Job, Result> | null = null;
  #worker: Worker | null = null;
  #lastId = 0;
  #isClosed = false;

  constructor(options: WorkThreadOptions) {
    this.#options = options;
  }

  /**
   * @param owner for whom it is done
   * @throws AppError what the work throws; `api.tooManyRequests` while too many wait, `internal` when the thread is lost
   *   or takes too long
   */
  async run(job: Job, owner: string): Promise<Result> {
    const ofOne = this.#waiting.filter((asked) => asked.owner === owner).length;
    if (this.#waiting.length >= MAX_WAITING || ofOne >= MAX_WAITING_OF_ONE)
      throw new AppError('api.tooManyRequests', 'There is too much to do just now; please wait a little.');
    if (this.#isClosed) throw this.#isGone();
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting = [...this.#waiting, { id, job, owner, resolve, reject }];
      this.#next();
    });
  }

  /** Gives up what is under way and what waits. May be called twice; never throws. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const asked of this.#waiting) asked.reject(this.#isGone());
    this.#waiting = [];
    await this.#worker?.terminate();
  }

  #next(): void {
    const [asked, ...later] = this.#waiting;
    if (!asked || this.#underWay) return;
    this.#waiting = later;
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const { clock, patienceMs } = this.#options;
    const watchdog = clock.startTimer(patienceMs, () => void worker.terminate());
    this.#underWay = { ...asked, watchdog };
    worker.postMessage({ id: asked.id, job: asked.job } satisfies WorkRequest<Job>);
  }

  #start(): Worker {
    const { name, entry, log } = this.#options;
    // No arguments: those of the tests would have it resolve our packages to their source, which a thread cannot run.
    const worker = new Worker(entry, { name, execArgv: [] });
    worker.on('message', (reply: WorkReply<Result>) => this.#settle(reply));
    // `exit` follows, and is what is acted on.
    worker.on('error', (error) => log.error({ thread: name, error: error.message }, 'a thread failed'));
    worker.once('exit', () => this.#lost());
    return worker;
  }

  #settle(reply: WorkReply<Result>): void {
    const asked = this.#underWay;
    if (asked?.id !== reply.id) return;
    this.#underWay = null;
    asked.watchdog.cancel();
    if (reply.ok) asked.resolve(reply.result);
    else asked.reject(new AppError(reply.code, reply.message));
    this.#next();
  }

  #lost(): void {
    this.#worker = null;
    const asked = this.#underWay;
    this.#underWay = null;
    asked?.watchdog.cancel();
    asked?.reject(this.#isGone());
    this.#next();
  }

  #isGone(): AppError {
    return new AppError('internal', `the thread for ${this.#options.name} is gone`);
  }
}
