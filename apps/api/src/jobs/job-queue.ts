import { createPostgresBackend, createRedisBackend, runMigrations, withBackend } from 'bullmq';
import pg from 'pg';
import type { AppConfig } from '../platform/config.js';

const POOL_SIZE = 3;
const ATTEMPTS = 5;
const FIRST_RETRY_MS = 2_000;
const KEPT_FAILED_JOBS = 1_000;

const defaultJobOptions = {
  attempts: ATTEMPTS,
  backoff: { type: 'exponential', delay: FIRST_RETRY_MS },
  removeOnComplete: true,
  removeOnFail: KEPT_FAILED_JOBS,
};

/** What a job is about. */
export type JobData = Readonly<Record<string, string>>;
/** A kind of job: what it does, how many at a time, and who is told how an attempt went. */
export type JobKind = {
  readonly name: string;
  readonly concurrency: number;
  readonly run: (data: JobData) => Promise<void>;
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

const inPostgres = async (connectionString: string, { name, concurrency, run }: JobKind) => {
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
    queue: new Queue<JobData, void>(name, { connection, defaultJobOptions }),
    worker: new Worker<JobData, void>(name, ({ data }) => run(data), { connection, concurrency }),
  };
};

const inRedis = async (url: string, { name, concurrency, run }: JobKind) => {
  const { Queue, Worker } = withBackend(createRedisBackend);
  // A queue must say no while Redis is away; a worker must wait for it.
  const queue = new Queue<JobData, void>(name, { connection: { url, enableOfflineQueue: false }, defaultJobOptions });
  await queue.waitUntilReady();
  return {
    queue,
    worker: new Worker<JobData, void>(name, ({ data }) => run(data), { connection: { url }, concurrency }),
  };
};
