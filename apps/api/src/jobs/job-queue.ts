import { createPostgresBackend, createRedisBackend, runMigrations, withBackend } from 'bullmq';
import pg from 'pg';
import type { AppConfig } from '../platform/config.js';
import type { Metrics } from '../platform/metrics/metrics.js';

const POOL_SIZE = 3;
const ATTEMPTS = 5;
const FIRST_RETRY_MS = 2_000;
const KEPT_FAILED_JOBS = 1_000;

const defaultPatience: Patience = { attempts: ATTEMPTS, firstRetryMs: FIRST_RETRY_MS };

/** How often a job is tried, and how long after the first attempt it is tried again; later each time, by twice as long. */
export type Patience = { readonly attempts: number; readonly firstRetryMs: number };

/** What a job is about. */
export type JobData = Readonly<Record<string, string>>;
/** A kind of job: what it does, how many at a time, and who is told how an attempt went. */
export type JobKind = {
  readonly name: string;
  readonly concurrency: number;
  /** Rejects to be tried again. @param isLast whether there will be no other attempt */
  readonly run: (data: JobData, isLast: boolean) => Promise<void>;
  /** Default: {@link ATTEMPTS} attempts from {@link FIRST_RETRY_MS} on. */
  readonly patience?: Patience;
  /** Whether a job that has failed is gone, so that it may be added again. Default false. */
  readonly forgetsFailed?: boolean;
  readonly onCompleted: () => void;
  readonly onFailed: (data: JobData | undefined, attempt: number, error: Error) => void;
  readonly onTrouble: (error: Error) => void;
};
/** A queue of one kind of job and its worker, wherever they live. Failed jobs are tried again, later each time. */
export type JobQueue = {
  /** A job whose id is waiting, running or failed already is not added again. */
  readonly add: (jobId: string, data: JobData) => Promise<void>;
  /** Jobs by state. */
  readonly count: () => Promise<Readonly<Record<string, number>>>;
  /** Lets running jobs end and hangs up; may be called twice. */
  readonly close: () => Promise<void>;
};

/** Opens a queue: on Redis when there is a `REDIS_URL`, else in a schema of its own in PostgreSQL. */
export const openJobQueue = async (config: AppConfig, kind: JobKind): Promise<JobQueue> => {
  const { queue, worker } =
    config.redisUrl === undefined ? await inPostgres(config.databaseUrl, kind) : await inRedis(config.redisUrl, kind);
  worker.on('completed', kind.onCompleted);
  worker.on('failed', (job, error) => kind.onFailed(job?.data, job?.attemptsMade ?? 0, error));
  worker.on('error', kind.onTrouble);
  queue.on('error', kind.onTrouble);
  const closeAll = async () => {
    await worker.close();
    await queue.close();
  };
  let closed: Promise<void> | undefined;
  return {
    add: async (jobId, data) => void (await queue.add(kind.name, data, { jobId })),
    count: () => queue.getJobCounts('wait', 'active', 'delayed', 'failed'),
    close() {
      closed ??= closeAll();
      return closed;
    },
  };
};

/** Shows how many jobs of a queue are in which state. @param queueNow null as long as it is not open */
export const gaugeJobs = (metrics: Metrics, name: string, help: string, queueNow: () => JobQueue | null): void => {
  metrics.gauge(name, help, ['state'], async (gauge) => {
    // Without the queue there is nothing to count; the other figures are still of use.
    const counts: Readonly<Record<string, number>> =
      (await queueNow()
        ?.count()
        .catch(() => ({}))) ?? {};
    for (const [state, count] of Object.entries(counts)) gauge.set({ state }, count);
  });
};

const optionsOf = ({ patience = defaultPatience, forgetsFailed = false }: JobKind) => ({
  attempts: patience.attempts,
  backoff: { type: 'exponential', delay: patience.firstRetryMs },
  removeOnComplete: true,
  removeOnFail: forgetsFailed || KEPT_FAILED_JOBS,
});

type Job = { readonly data: JobData; readonly attemptsMade: number };
const runOf =
  ({ run, patience = defaultPatience }: JobKind) =>
  ({ data, attemptsMade }: Job): Promise<void> =>
    run(data, attemptsMade + 1 >= patience.attempts);

const inPostgres = async (connectionString: string, kind: JobKind) => {
  const { name, concurrency } = kind;
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
  const { Queue, Worker } = withBackend(createPostgresBackend);
  // Settings and not a pool of ours: BullMQ must choose the schema of each connection.
  const connection = { connectionString, max: POOL_SIZE, keepAlive: true };
  return {
    queue: new Queue<JobData, void>(name, { connection, defaultJobOptions: optionsOf(kind) }),
    worker: new Worker<JobData, void>(name, runOf(kind), { connection, concurrency }),
  };
};

const inRedis = async (url: string, kind: JobKind) => {
  const { name, concurrency } = kind;
  const { Queue, Worker } = withBackend(createRedisBackend);
  // A queue must say no while Redis is away; a worker must wait for it.
  const queue = new Queue<JobData, void>(name, {
    connection: { url, enableOfflineQueue: false },
    defaultJobOptions: optionsOf(kind),
  });
  await queue.waitUntilReady();
  return {
    queue,
    worker: new Worker<JobData, void>(name, runOf(kind), { connection: { url }, concurrency }),
  };
};
