import { afterAll, expect, it } from 'vitest';
import { SystemClock } from '../../platform/clock.js';
import { silentLog } from '../../platform/log.js';
import { WorkThread } from '../../platform/threads/work-thread.js';
import { type ReadFileJob, readFlowFile } from './read-flow-file.js';

/** The thread as it is built: Node runs no TypeScript in it. */
const entry = new URL('../../../dist/flows/file/read-flow-file.worker.js', import.meta.url);
const thread = new WorkThread<ReadFileJob, unknown>({
  name: 'tests',
  entry,
  patienceMs: 20_000,
  clock: new SystemClock(),
  log: silentLog,
});
afterAll(() => thread.close());

it.each(['callwright: 2\nsteps:\n  a: {type: say}\n', 'steps: [', 'callwright: 2\nsteps:\n  __proto__: {type: say}\n'])(
  'a thread reads a file as it is read here: %j',
  async (text) => {
    const job = { text, fallbackId: 'a' };
    expect(await thread.run(job, 'w1')).toEqual(readFlowFile(job));
  },
);
