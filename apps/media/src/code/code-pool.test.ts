import { FakeClock } from '@callwright/flow-engine/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../platform/clock.js';
import { silentLog } from '../platform/logging.js';
import { createFakeWorker, type FakeWorker } from '../platform/workers/fake-worker.js';
import type { CodeJob, CodeReply } from './code-job.js';
import { CodePool } from './code-pool.js';

const never = new AbortController().signal;
const good = (value: number) => ({ ok: true as const, value, logs: [] });
const pools: CodePool[] = [];
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())));

/** A pool of fake workers. */
function setUp(workers = 1, maxQueued = 10) {
  const clock = new FakeClock();
  const started: FakeWorker<CodeJob, CodeReply>[] = [];
  const startWorker = () => {
    const worker = createFakeWorker<CodeJob, CodeReply>();
    started.push(worker);
    return worker;
  };
  const pool = new CodePool({ workers, timeoutMs: 1000, maxQueued, clock, log: silentLog, startWorker });
  pools.push(pool);
  const run = (source: string, signal = never, timeoutMs?: number) =>
    pool.run({ source, input: null, timeoutMs }, signal);
  const ready = (index: number) => started[index]?.say({ id: 0, ok: true, output: 'ready' });
  const finish = (index: number, value: number) =>
    started[index]?.say({ id: started[index]?.jobs.at(-1)?.id ?? 0, ok: true, output: good(value) });
  const sourcesOf = (index: number) => started[index]?.jobs.map((job) => job.input.source);
  return { clock, pool, started, run, ready, finish, sourcesOf };
}

describe('the pool', () => {
  it('starts no more threads than it may, and gives each one code at a time, in order', async () => {
    const { started, run, finish, sourcesOf } = setUp(2);
    const done = ['a', 'b', 'c'].map((source) => run(source));
    expect([sourcesOf(0), sourcesOf(1), started.length]).toEqual([['a'], ['b'], 2]);
    finish(1, 2);
    expect(sourcesOf(1)).toEqual(['b', 'c']);
    finish(0, 1);
    finish(1, 3);
    expect(await Promise.all(done)).toEqual([good(1), good(2), good(3)]);
  });

  it('ends the thread of code that takes too long, its own limit or that of the pool', async () => {
    const { clock, started, run, ready, finish } = setUp();
    const [hung, short, next] = [run('a'), run('b', never, 10), run('c')];
    ready(0);
    clock.advance(1000);
    expect(await hung).toMatchObject({ ok: false, error: { kind: 'steps' } });
    ready(1);
    clock.advance(10);
    expect(await short).toMatchObject({ ok: false, error: { kind: 'steps' } });
    finish(2, 3);
    expect(await next).toEqual(good(3));
    expect(started.map((worker) => worker.isTerminated())).toEqual([true, true, false]);
    expect(clock.timerCount).toBe(0);
  });

  it('does not count the start of a thread as time of the code, but waits for no thread forever', async () => {
    const { clock, run, ready, finish } = setUp();
    const slow = run('a');
    clock.advance(20_000);
    ready(0);
    clock.advance(999);
    finish(0, 1);
    expect(await slow).toEqual(good(1));
    const other = setUp();
    const stuck = other.run('b');
    other.clock.advance(30_000);
    await expect(stuck).rejects.toMatchObject({ code: 'code.lost' });
  });

  it('ends code nobody waits for, and forgets what has not begun', async () => {
    const { started, run, sourcesOf } = setUp();
    const abort = new AbortController();
    const both = [run('a', abort.signal), run('b', abort.signal)];
    const next = run('c');
    abort.abort(new Error('hangup'));
    for (const one of both) await expect(one).rejects.toThrow('hangup');
    expect([started[0]?.isTerminated(), sourcesOf(1)]).toEqual([true, ['c']]);
    await expect(run('d', abort.signal)).rejects.toThrow('hangup');
    started[1]?.crash();
    await expect(next).rejects.toMatchObject({ code: 'code.lost' });
  });

  it('refuses code when too much waits, and everything once it is closed', async () => {
    const { pool, run } = setUp(1, 1);
    const under = [run('a'), run('b')];
    await expect(run('c')).rejects.toMatchObject({ code: 'code.busy' });
    const outcomes = Promise.allSettled(under);
    expect(pool.close()).toBe(pool.close());
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(run('d')).rejects.toMatchObject({ code: 'code.lost' });
  });
});

// On real threads; their entry is that of the build (`npx tsc -b apps/media`).
it('runs code on threads, where hostile code delays no other', async () => {
  const pool = new CodePool({ workers: 2, timeoutMs: 10_000, clock: systemClock, log: silentLog });
  pools.push(pool);
  const run = (source: string, timeoutMs?: number) => pool.run({ source, input: { price: 21 }, timeoutMs }, never);
  expect(await run('console.log("x"); return input.price * 2')).toEqual({ ok: true, value: 42, logs: ['x'] });
  const hostile = run('const a = []; a.length = 4294967295; return a.indexOf(1)', 100);
  expect(await run('return 1')).toEqual({ ok: true, value: 1, logs: [] });
  expect(await hostile).toMatchObject({ ok: false, error: { kind: 'steps' } });
  expect(await run('return 2')).toEqual({ ok: true, value: 2, logs: [] });
});
