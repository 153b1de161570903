import { platform, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { createSandbox } from '@callwright/sandbox';
import type { JobMessage, JobReply } from '../platform/workers/messages.js';
import type { CodeJob, CodeReply } from './code-job.js';

/** Of 19: about a tenth of a core's share when others want it. */
const BACKGROUND_NICENESS = 10;

const port = parentPort;
if (!port) throw new Error('code runs in a worker thread');
const sandbox = await createSandbox();
// The first run takes several times as long as any other: nobody's code has its time measured by it.
sandbox.run({ source: 'return input', input: null });
// Code that spins must not keep the ticks of calls waiting. On Linux this is said of the thread alone, elsewhere of the
// process; the engine is loaded before, at the priority of those who wait for it.
if (platform() === 'linux') setPriority(BACKGROUND_NICENESS);
const say = (reply: JobReply<CodeReply>) => port.postMessage(reply);
say({ id: 0, ok: true, output: 'ready' });
port.on('message', ({ id, input }: JobMessage<CodeJob>) => say({ id, ok: true, output: sandbox.run(input) }));
