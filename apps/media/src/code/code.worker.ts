import { parentPort } from 'node:worker_threads';
import { createSandbox } from '@callwright/sandbox';
import type { JobMessage, JobReply } from '../platform/workers/messages.js';
import type { CodeJob, CodeReply } from './code-job.js';

const port = parentPort;
if (!port) throw new Error('code runs in a worker thread');
const sandbox = await createSandbox();
const say = (reply: JobReply<CodeReply>) => port.postMessage(reply);
say({ id: 0, ok: true, output: 'ready' });
port.on('message', ({ id, input }: JobMessage<CodeJob>) => say({ id, ok: true, output: sandbox.run(input) }));
