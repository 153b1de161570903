import { Worker } from 'node:worker_threads';
import type { FlowProof } from '@callwright/flow-engine';
import { AppError } from '@callwright/protocol';
import type { Clock, Timer } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import type { ProofJob, ProofReply, ProofRequest } from './proof-messages.js';

/** Flows that may wait to be proved; more are refused. */
export const MAX_WAITING = 50;
/** A proof is bounded by its states and takes seconds for the largest flows. */
const PATIENCE_MS = 120_000;

type Asked = {
  readonly resolve: (proof: FlowProof) => void;
  readonly reject: (error: AppError) => void;
  readonly watchdog: Timer;
};

/** A thread that proves flows, one after the other: it starts with the first, and again after it was lost. */
export class ProofThread {
  readonly #entry: URL;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #asked = new Map<number, Asked>();
  #worker: Worker | null = null;
  #lastId = 0;

  /** @param entry the module that answers, as Node runs it */
  constructor(entry: URL, clock: Clock, log: Log) {
    this.#entry = entry;
    this.#clock = clock;
    this.#log = log;
  }

  /** @throws AppError `api.tooManyRequests` while too many wait, `internal` when the thread is lost or takes too long */
  async prove(job: ProofJob): Promise<FlowProof> {
    if (this.#asked.size >= MAX_WAITING) {
      throw new AppError('api.tooManyRequests', 'Too many flows are being checked; please wait a little.');
    }
    this.#worker ??= this.#start();
    const worker = this.#worker;
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      const watchdog = this.#clock.startTimer(PATIENCE_MS, () => void worker.terminate());
      this.#asked.set(id, { resolve, reject, watchdog });
      worker.postMessage({ id, ...job } satisfies ProofRequest);
    });
  }

  /** Gives up what is under way. May be called twice; never throws. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    // No arguments: those of the tests would have it resolve our packages to their source, which a thread cannot run.
    const worker = new Worker(this.#entry, { name: 'proof', execArgv: [] });
    worker.on('message', (reply: ProofReply) => this.#settle(reply));
    // `exit` follows, and is what is acted on.
    worker.on('error', (error) => this.#log.error({ error: error.message }, 'the thread that checks flows failed'));
    worker.once('exit', () => this.#lost());
    return worker;
  }

  #settle(reply: ProofReply): void {
    const asked = this.#asked.get(reply.id);
    this.#asked.delete(reply.id);
    asked?.watchdog.cancel();
    if (reply.ok) asked?.resolve(reply.proof);
    else asked?.reject(new AppError('internal', reply.message));
  }

  #lost(): void {
    this.#worker = null;
    const message = 'the thread that checks flows is gone';
    for (const id of [...this.#asked.keys()]) this.#settle({ id, ok: false, message });
  }
}
