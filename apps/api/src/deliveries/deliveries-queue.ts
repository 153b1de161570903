import type { CallId } from '@callwright/protocol';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { gaugeJobs, type JobQueue, openJobQueue } from '../jobs/job-queue.js';
import { runInBackground } from '../platform/background.js';
import { Clock, type Timer } from '../platform/clock.js';
import { AppConfig } from '../platform/config.js';
import { Log } from '../platform/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { DeliverService } from './deliver.service.js';
import { DeliveriesRepository, type QueuedDelivery } from './deliveries.repository.js';
import { Outbound } from './outbound.js';

const NAME = 'deliveries';
/** At once; each has a deadline, so that a server that hangs does not hold the others up for long. */
const CONCURRENCY = 8;
/** Half an hour in all: 1 s after the first attempt, then twice as long each time. */
const PATIENCE = { attempts: 12, firstRetryMs: 1_000 };
/** How often jobs are looked for that were lost with a crash, or while the queue was away. */
export const SWEEP_MS = 60_000;
const MAX_FOUND_AGAIN = 1_000;

/** Sends the messages of flows in the background. The database knows what is to be sent; a job is only the moment to do it. */
@Injectable()
export class DeliveriesQueue implements OnApplicationBootstrap, OnApplicationShutdown {
  #jobs: JobQueue | null = null;
  #sweep: Timer | null = null;
  readonly #closing = new AbortController();
  readonly #done: Counter<'outcome'>;

  constructor(
    private readonly config: AppConfig,
    private readonly deliveries: DeliveriesRepository,
    private readonly deliver: DeliverService,
    private readonly outbound: Outbound,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.#done = metrics.counter('delivery_attempts', 'Attempts at sending messages', ['outcome']);
    gaugeJobs(metrics, 'deliveries_by_state', 'Messages to be sent by state of their job', () => this.#jobs);
  }

  async onApplicationBootstrap(): Promise<void> {
    this.#jobs = await openJobQueue(this.config, {
      name: NAME,
      concurrency: CONCURRENCY,
      patience: PATIENCE,
      // What has failed is known to the database; here it must not stand in the way of being found again.
      forgetsFailed: true,
      run: ({ id = '', round }, isLast) => this.deliver.attempt(id, Number(round), isLast, this.#closing.signal),
      onCompleted: () => this.#done.inc({ outcome: 'completed' }),
      onFailed: () => this.#done.inc({ outcome: 'failed' }),
      onTrouble: ({ message }) => this.log.error({ error: message }, 'the job queue is in trouble'),
    });
    this.#lookForLost();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#sweep?.cancel();
    this.#closing.abort();
    await this.outbound.close();
    await this.#jobs?.close();
  }

  /** Sends what a call has to send, as far as that can be now. Asking twice makes one job of each. */
  async addOfCall(callId: CallId): Promise<void> {
    await this.#addAll(await this.deliveries.listReadyOf(callId));
  }

  /** Sends one. */
  async add({ id, round }: QueuedDelivery): Promise<void> {
    await this.#jobs?.add(`${NAME}-${id}-${round}`, { id, round: String(round) });
  }

  async #addAll(queued: readonly QueuedDelivery[]): Promise<void> {
    for (const one of queued) await this.add(one);
  }

  #lookForLost(): void {
    if (this.#closing.signal.aborted) return;
    const work = async () => this.#addAll(await this.deliveries.listReady(MAX_FOUND_AGAIN));
    runInBackground('search for lost deliveries', work(), this.log);
    this.#sweep = this.clock.startTimer(SWEEP_MS, () => this.#lookForLost());
  }
}
