import { expect, it } from 'vitest';
import type { Clock } from '../clock.js';
import { silentLog } from '../logging.js';
import { createFakeWorker, type FakeWorker } from './fake-worker.js';
import { WorkerPool } from './worker-pool.js';

/** A pool of fake workers, and its watchdogs to fire by hand. */
function setUp(size = 1, maxQueued = 10) {
  const workers: FakeWorker<string, string>[] = [];
  const timers: { task: () => void; isOn: boolean }[] = [];
  const clock: Clock = {
    nowMs: () => 0,
    monotonicMs: () => 0,
    startTimer(_afterMs, task) {
      const timer = { task, isOn: true };
      timers.push(timer);
      return {
        cancel: () => {
          timer.isOn = false;
        },
      };
    },
  };
  const pool = new WorkerPool<string, string>({
    name: 'test',
    startWorker: () => {
      const worker = createFakeWorker<string, string>();
      workers.push(worker);
      return worker;
    },
    size,
    jobTimeoutMs: 1000,
    maxQueued,
    failureCode: 'speech.asrFailed',
    clock,
    log: silentLog,
  });
  const fireWatchdogs = () => {
    for (const timer of timers) if (timer.isOn) timer.task();
  };
  const finish = (workerIndex: number, output: string) => {
    const worker = workers[workerIndex];
    worker?.say({ id: worker.jobs.at(-1)?.id ?? 0, ok: true, output });
  };
  return { pool, workers, timers, fireWatchdogs, finish };
}
const inputsOf = (worker: FakeWorker<string, string> | undefined) => worker?.jobs.map((job) => job.input);

it('starts no more threads than its size and gives each one job at a time', async () => {
  const { pool, workers, finish } = setUp(2);
  const done = ['a', 'b', 'c'].map((input) => pool.run(input, { lane: input }));
  expect(workers.map(inputsOf)).toEqual([['a'], ['b']]);
  expect(pool.pending).toBe(3);
  finish(1, 'B');
  expect(inputsOf(workers[1])).toEqual(['b', 'c']);
  finish(0, 'A');
  finish(1, 'C');
  expect(await Promise.all(done)).toEqual(['A', 'B', 'C']);
});

it('serves lanes in turn, and jobs that can wait last', async () => {
  const { pool, workers, finish } = setUp();
  const runs = [
    pool.run('a1', { lane: 'a' }),
    pool.run('a2', { lane: 'a', canWait: true }),
    pool.run('a3', { lane: 'a' }),
    pool.run('a4', { lane: 'a' }),
    pool.run('b1', { lane: 'b' }),
  ];
  for (let count = 0; count < runs.length; count += 1) finish(0, 'done');
  await Promise.all(runs);
  expect(inputsOf(workers[0])).toEqual(['a1', 'a3', 'b1', 'a4', 'a2']);
});

it('answers a crash with one error and runs the next job on a fresh thread', async () => {
  const { pool, workers, finish } = setUp();
  const lost = pool.run('a', { lane: 'a' });
  const next = pool.run('b', { lane: 'b' });
  workers[0]?.crash();
  await expect(lost).rejects.toMatchObject({ code: 'speech.asrFailed', message: 'The test engine lost its worker' });
  expect(inputsOf(workers[1])).toEqual(['b']);
  finish(1, 'B');
  expect(await next).toBe('B');
});

it('ends a thread that hangs, once its time is over', async () => {
  const { pool, workers, fireWatchdogs, finish } = setUp();
  const hung = pool.run('a', { lane: 'a' });
  fireWatchdogs();
  await expect(hung).rejects.toMatchObject({ code: 'speech.asrFailed', message: 'The test engine took too long' });
  expect(workers[0]?.isTerminated()).toBe(true);
  const next = pool.run('b', { lane: 'a' });
  finish(1, 'B');
  expect(await next).toBe('B');
});

it('leaves no watchdog behind a finished job', async () => {
  const { pool, timers, finish } = setUp();
  const done = pool.run('a', { lane: 'a' });
  finish(0, 'A');
  await done;
  expect(timers.map((timer) => timer.isOn)).toEqual([false]);
});

it('passes on what the worker says went wrong and keeps the worker', async () => {
  const { pool, workers } = setUp();
  const failed = pool.run('a', { lane: 'a' });
  workers[0]?.say({ id: 1, ok: false, code: 'speech.unsupportedLanguage', message: 'No such language' });
  await expect(failed).rejects.toMatchObject({ code: 'speech.unsupportedLanguage', message: 'No such language' });
  void pool.run('b', { lane: 'a' }).catch(() => undefined);
  expect(workers).toHaveLength(1);
});

it('forgets an aborted job that waits, and does not hear one under way', async () => {
  const { pool, workers, finish } = setUp();
  const abort = new AbortController();
  const underWay = pool.run('a', { lane: 'a', signal: abort.signal });
  const waiting = pool.run('b', { lane: 'a', signal: abort.signal });
  const next = pool.run('c', { lane: 'a' });
  abort.abort(new Error('barge-in'));
  await expect(underWay).rejects.toThrow('barge-in');
  await expect(waiting).rejects.toThrow('barge-in');
  finish(0, 'A');
  expect(inputsOf(workers[0])).toEqual(['a', 'c']);
  finish(0, 'C');
  expect(await next).toBe('C');
});

it('refuses a job with an aborted signal without starting a thread', async () => {
  const { pool, workers } = setUp();
  await expect(pool.run('a', { lane: 'a', signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow('gone');
  expect(workers).toHaveLength(0);
});

it('refuses more waiting jobs than its bound', async () => {
  const { pool, finish } = setUp(1, 1);
  const first = pool.run('a', { lane: 'a' });
  const second = pool.run('b', { lane: 'a' });
  await expect(pool.run('c', { lane: 'b' })).rejects.toMatchObject({ message: 'The test engine is overloaded' });
  finish(0, 'A');
  finish(0, 'B');
  expect(await Promise.all([first, second])).toEqual(['A', 'B']);
});

it('ends its threads on close and refuses what waits and what comes', async () => {
  const { pool, workers } = setUp();
  const runs = [pool.run('a', { lane: 'a' }), pool.run('b', { lane: 'a' })];
  const closed = pool.close();
  expect(pool.close()).toBe(closed);
  const outcomes = await Promise.allSettled([...runs, pool.run('c', { lane: 'a' })]);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected', 'rejected']);
  await closed;
  expect(workers.map((worker) => worker.isTerminated())).toEqual([true]);
});

it('hands on the parts of an answer, and none once it was called off', async () => {
  const worker = createFakeWorker<string, string>();
  let sendPart = (_part: { id: number; part: string }): void => undefined;
  const calledOff: number[] = [];
  const pool = new WorkerPool<string, string>({
    name: 'test',
    startWorker: () => ({
      ...worker,
      onPart: (handler) => {
        sendPart = handler;
      },
      callOff: (id) => calledOff.push(id),
    }),
    size: 1,
    jobTimeoutMs: 1000,
    maxQueued: 10,
    failureCode: 'speech.ttsFailed',
    clock: { nowMs: () => 0, monotonicMs: () => 0, startTimer: () => ({ cancel: () => undefined }) },
    log: silentLog,
  });
  const parts: string[] = [];
  const abort = new AbortController();
  const run = pool.run('text', { lane: 'a', signal: abort.signal, onPart: (part) => parts.push(part) });
  sendPart({ id: 1, part: 'one' });
  sendPart({ id: 7, part: 'of another job' });
  abort.abort(new Error('barge-in'));
  sendPart({ id: 1, part: 'two' });
  await expect(run).rejects.toThrow('barge-in');
  expect([parts, calledOff]).toEqual([['one'], [1]]);
});
