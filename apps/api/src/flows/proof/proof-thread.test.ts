import { drawFlow } from '@callwright/flow-engine/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { SystemClock } from '../../platform/clock.js';
import { silentLog } from '../../platform/log.js';
import { FakeClock } from '../../testing/fake-clock.js';
import { proofOf } from '../flow-facts.js';
import type { ProofJob } from './proof-messages.js';
import { MAX_WAITING, ProofThread } from './proof-thread.js';

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

const threads: ProofThread[] = [];
const threadOf = (entry: URL, clock = new SystemClock() as SystemClock | FakeClock) => {
  const thread = new ProofThread(entry, clock, silentLog);
  threads.push(thread);
  return thread;
};
afterEach(async () => {
  for (const thread of threads.splice(0)) await thread.close();
});

describe('the thread that proves flows', () => {
  it('comes to what is proved here, whatever is asked at once', async () => {
    const thread = threadOf(built);
    const jobs = [job('Hello.'), job(''), job('{{ name }}')];
    const proofs = await Promise.all(jobs.map((one) => thread.prove(one)));
    expect(proofs).toEqual(jobs.map(({ document, known }) => proofOf(document, known)));
  });

  it('is started again after it was lost, and says so to those who waited', async () => {
    const dies = inline(
      "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(1));",
    );
    const thread = threadOf(dies);
    for (const _ of [1, 2]) await expect(thread.prove(job('Hello.'))).rejects.toMatchObject({ code: 'internal' });
  });

  it('is given up when it takes too long', async () => {
    const clock = new FakeClock();
    const asked = threadOf(silent, clock).prove(job('Hello.'));
    clock.advance(120_000);
    await expect(asked).rejects.toMatchObject({ code: 'internal' });
  });

  it('refuses more than may wait', async () => {
    const thread = threadOf(silent);
    const waiting = Array.from({ length: MAX_WAITING }, () => thread.prove(job('Hello.')).catch(({ code }) => code));
    await expect(thread.prove(job('Hello.'))).rejects.toMatchObject({ code: 'api.tooManyRequests', retryable: true });
    await thread.close();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['internal']));
  });
});
