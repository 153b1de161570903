import { beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../../../platform/clock.js';
import { silentLog } from '../../../../platform/logging.js';
import { createFakeWorker, type FakeWorker } from '../../../../platform/workers/fake-worker.js';
import type { JobMessage } from '../../../../platform/workers/messages.js';
import { WorkerPool } from '../../../../platform/workers/worker-pool.js';
import type { TranscriptionEvent } from '../port.js';
import { SoundswallowerClient, type SoundswallowerPool } from './soundswallower-client.js';
import type { SoundswallowerJob, SoundswallowerResult } from './soundswallower-jobs.js';

let workers: FakeWorker<SoundswallowerJob, SoundswallowerResult>[];
let pool: SoundswallowerPool;
let events: TranscriptionEvent[];
let client: SoundswallowerClient;
beforeEach(() => {
  workers = [];
  events = [];
  pool = new WorkerPool({
    name: 'soundswallower',
    startWorker: () => {
      const worker = createFakeWorker<SoundswallowerJob, SoundswallowerResult>();
      workers.push(worker);
      return worker;
    },
    size: 2,
    jobTimeoutMs: 60_000,
    maxQueued: 10,
    failureCode: 'speech.asrFailed',
    clock: systemClock,
    log: silentLog,
  });
  client = new SoundswallowerClient(pool, 'caller', (event) => events.push(event));
});

const choices = [
  { id: 'a', phrases: ['sales'] },
  { id: 'b', phrases: ['billing'] },
];
const start = (partials = false) => client.start({ rateHz: 8000, language: 'en', choices, partials });
const speak = (durationMs: number) => client.write(new Int16Array(durationMs * 8).fill(1));
const settle = () => new Promise(setImmediate);
const answer = (workerIndex: number, recognised: string) => {
  const worker = workers[workerIndex];
  const job: JobMessage<SoundswallowerJob> | undefined = worker?.jobs.at(-1);
  worker?.say({ id: job?.id ?? 0, ok: true, output: { recognised } });
  return job?.input.samples?.length ?? 0;
};

it('answers in the order of the flushes, whichever worker is done first', async () => {
  start();
  answer(0, '');
  speak(500);
  client.flush();
  speak(600);
  client.flush();
  answer(1, 'billing');
  await settle();
  expect(events).toEqual([]);
  answer(0, 'sales');
  await settle();
  expect(events).toMatchObject([{ choice: 'a' }, { choice: 'b' }]);
  await pool.close();
});

it('answers a crash of the engine with one error, and the next utterance as ever', async () => {
  start();
  answer(0, '');
  speak(500);
  client.flush();
  workers[0]?.crash();
  speak(500);
  client.flush();
  answer(1, 'sales');
  await settle();
  expect(events).toMatchObject([
    { event: 'error', code: 'speech.asrFailed', message: 'The soundswallower engine lost its worker' },
    { event: 'final', choice: 'a' },
  ]);
  await pool.close();
});

it('tells at once when the engine cannot use the choices', async () => {
  start();
  const job = workers[0]?.jobs[0];
  workers[0]?.say({
    id: job?.id ?? 0,
    ok: false,
    code: 'speech.asrFailed',
    message: 'A word is not in the dictionary',
  });
  await settle();
  expect(events).toEqual([
    { event: 'error', code: 'speech.asrFailed', message: 'A word is not in the dictionary', isAnswer: false },
  ]);
  await pool.close();
});

it('looks at an unfinished utterance now and then, one look at a time, and reports what is new', async () => {
  start(true);
  answer(0, '');
  for (let blockIndex = 0; blockIndex < 20; blockIndex += 1) speak(20);
  expect(answer(0, 'sales')).toBe(300 * 8);
  await settle();
  for (let blockIndex = 0; blockIndex < 15; blockIndex += 1) speak(20);
  expect(answer(0, 'sales')).toBe(600 * 8);
  await settle();
  expect(events).toEqual([{ event: 'delta', text: 'sales' }]);
  await pool.close();
});

it('does not look while all workers are busy', async () => {
  start(true);
  answer(0, '');
  const other = new SoundswallowerClient(pool, 'other', () => undefined);
  other.start({ rateHz: 8000, language: 'en', choices });
  for (let flush = 0; flush < 2; flush += 1) {
    other.write(new Int16Array(800));
    other.flush();
  }
  speak(400);
  expect(workers.flatMap(({ jobs }) => jobs.filter((job) => job.input.samples?.length === 400 * 8))).toEqual([]);
  await pool.close();
});

it('reports nothing of a look that ends after the flush', async () => {
  start(true);
  answer(0, '');
  speak(400);
  client.flush();
  answer(0, 'sales');
  answer(1, 'billing');
  await settle();
  expect(events).toMatchObject([{ event: 'final', choice: 'b' }]);
  await pool.close();
});

const jobCount = () => workers.reduce((count, { jobs }) => count + jobs.length, 0);

it('gets the answer ready before the flush, and tells what it is as a part', async () => {
  start(true);
  answer(0, '');
  speak(200);
  client.prepare();
  expect(answer(0, 'sales')).toBe(200 * 8);
  await settle();
  const jobs = jobCount();
  client.flush();
  await settle();
  expect(jobCount()).toBe(jobs);
  expect(events).toMatchObject([
    { event: 'delta', text: 'sales' },
    { event: 'final', choice: 'a' },
  ]);
  await pool.close();
});

it('forgets what it got ready when more is said', async () => {
  start(true);
  answer(0, '');
  speak(200);
  client.prepare();
  speak(20);
  answer(0, 'sales');
  await settle();
  expect(events).toEqual([]);
  client.flush();
  expect(answer(workers.length - 1, 'billing')).toBe(220 * 8);
  await settle();
  expect(events).toMatchObject([{ event: 'final', choice: 'b' }]);
  await pool.close();
});
