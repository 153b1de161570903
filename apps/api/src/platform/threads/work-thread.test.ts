import type { FlowProof } from '@callwright/flow-engine';
import { drawFlow } from '@callwright/flow-engine/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { type ProofJob, prove } from '../../flows/proof/prove.js';
import { FakeClock } from '../../testing/fake-clock.js';
import { SystemClock } from '../clock.js';
import { silentLog } from '../log.js';
import { MAX_WAITING, MAX_WAITING_OF_ONE, WorkThread } from './work-thread.js';

/** The thread as it is built: Node runs no TypeScript in it. */
const built = new URL('../../../dist/flows/proof/proof.worker.js', import.meta.url);
const inline = (code: string) => new URL(`data:text/javascript,${encodeURIComponent(code)}`);
const silent = inline("import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => {});");
const job = (text: string): ProofJob => ({
  document: {
    flow: drawFlow({ steps: { hello: ['say', { text }], end: ['hangup'] }, lines: [['hello', 'done', 'end']] }),
    layout: { nodes: {}, notes: [] },
  },
  known: { library: new Map(), prompts: [] },
});

const PATIENCE_MS = 1_000;
const threads: WorkThread<ProofJob, FlowProof>[] = [];
const threadOf = (entry: URL, clock = new SystemClock() as SystemClock | FakeClock, patienceMs = 60_000) => {
  const thread = new WorkThread<ProofJob, FlowProof>({ name: 'tests', entry, patienceMs, clock, log: silentLog });
  threads.push(thread);
  return thread;
};
afterEach(async () => {
  for (const thread of threads.splice(0)) await thread.close();
});
const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    ({ code }) => code,
  );

describe('a thread that does long work', () => {
  it('comes to what is worked out here, whatever is asked at once', async () => {
    const thread = threadOf(built);
    const jobs = [job('Hello.'), job(''), job('{{ name }}')];
    const proofs = await Promise.all(jobs.map((one) => thread.run(one, 'w1')));
    expect(proofs).toEqual(jobs.map(prove));
  });

  it('throws what the work throws', async () => {
    const fails = inline(
      "import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ id }) => parentPort.postMessage({ id, ok: false, code: 'flow.invalid', message: 'no' }));",
    );
    await expect(threadOf(fails).run(job('Hello.'), 'w1')).rejects.toMatchObject({
      code: 'flow.invalid',
      message: 'no',
    });
  });

  it('is started again after it was lost, and says so to whom it worked for', async () => {
    const dies = inline(
      "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(1));",
    );
    const thread = threadOf(dies);
    for (const _ of [1, 2]) await expect(thread.run(job('Hello.'), 'w1')).rejects.toMatchObject({ code: 'internal' });
  });

  it('gives up one job that takes too long, and those that waited behind it have all their time', async () => {
    const hangsOnce = inline(
      "import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ id }) => { if (id > 1) parentPort.postMessage({ id, ok: true, result: id }); });",
    );
    const clock = new FakeClock();
    const thread = threadOf(hangsOnce, clock, PATIENCE_MS);
    const asked = [1, 2, 3].map(() => codeOf(thread.run(job('Hello.'), 'w1')));
    clock.advance(PATIENCE_MS);
    expect(await Promise.all(asked)).toEqual(['internal', 'done', 'done']);
  });

  it('refuses more than may wait, and of one owner earlier than of all', async () => {
    const thread = threadOf(silent);
    const underWay = codeOf(thread.run(job('Hello.'), 'w0'));
    const waiting = Array.from({ length: MAX_WAITING }, (_, at) =>
      codeOf(thread.run(job('Hello.'), `w${Math.floor(at / MAX_WAITING_OF_ONE)}`)),
    );
    expect(await codeOf(thread.run(job('Hello.'), 'w99'))).toBe('api.tooManyRequests');
    await thread.close();
    expect(new Set(await Promise.all([underWay, ...waiting]))).toEqual(new Set(['internal']));
    const other = threadOf(silent);
    const own = Array.from({ length: MAX_WAITING_OF_ONE + 1 }, () => codeOf(other.run(job('Hello.'), 'w1')));
    expect(await codeOf(other.run(job('Hello.'), 'w1'))).toBe('api.tooManyRequests');
    const another = codeOf(other.run(job('Hello.'), 'w2'));
    await other.close();
    expect(new Set(await Promise.all([...own, another]))).toEqual(new Set(['internal']));
  });
});
