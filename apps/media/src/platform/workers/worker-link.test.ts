import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../clock.js';
import { type Log, silentLog } from '../logging.js';
import { startWorkerThread } from './worker-link.js';
import { WorkerPool } from './worker-pool.js';

let pool: WorkerPool<string, string>;
let sentences: string[];
beforeEach(() => {
  sentences = [];
  const log: Log = { ...silentLog, error: (_fields, sentence) => sentences.push(sentence) };
  // The fixture is JavaScript beside the tests: a module name that is no TypeScript takes it as it is.
  const module = new URL('./fixtures/from-javascript.js', import.meta.url).href;
  pool = new WorkerPool({
    name: 'moody',
    startWorker: () => startWorkerThread(module, './moody-worker.mjs', log),
    size: 1,
    jobTimeoutMs: 3000,
    maxQueued: 10,
    failureCode: 'speech.asrFailed',
    clock: systemClock,
    log,
  });
});
afterEach(() => pool.close());
const run = (input: string) => pool.run(input, { lane: 'a' });

it('runs jobs on a thread', async () => {
  expect(await Promise.all([run('one'), run('two')])).toEqual(['ONE', 'TWO']);
  expect(sentences).toEqual([]);
});

it.each(['crash', 'throw'])('heals after a thread that ends with a %s', async (how) => {
  const results = await Promise.allSettled([run(how), run('after')]);
  expect(results).toMatchObject([
    { status: 'rejected', reason: { code: 'speech.asrFailed', message: 'The moody engine lost its worker' } },
    { status: 'fulfilled', value: 'AFTER' },
  ]);
  expect(sentences).toContain('worker thread lost');
});

it('ends a thread that hangs in a loop and goes on with another', async () => {
  const results = await Promise.allSettled([run('hang'), run('after')]);
  expect(results).toMatchObject([
    { status: 'rejected', reason: { message: 'The moody engine took too long' } },
    { status: 'fulfilled', value: 'AFTER' },
  ]);
});
