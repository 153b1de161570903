import { type MessagePort, parentPort } from 'node:worker_threads';
import { type ErrorCode, toAppError } from '@callwright/protocol';
import type { JobMessage, JobReply } from './messages.js';

/** What a job gives back; buffers in `transfer` move to the pool's thread instead of being copied. */
export type JobResult<Output> = { readonly output: Output; readonly transfer: readonly ArrayBuffer[] };

/**
 * Answers the jobs of a pool, from inside its worker thread.
 * @param failureCode what a failure without a code of its own is reported as
 * @throws Error when called outside a worker thread
 */
export function serveJobs<Input, Output>(
  failureCode: ErrorCode,
  handle: (input: Input) => Promise<JobResult<Output>>,
): void {
  const port = parentPort;
  if (!port) throw new Error('serveJobs belongs in a worker thread');
  port.on('message', (job: JobMessage<Input>) => void answer(port, job, failureCode, handle));
}

async function answer<Input, Output>(
  port: MessagePort,
  job: JobMessage<Input>,
  failureCode: ErrorCode,
  handle: (input: Input) => Promise<JobResult<Output>>,
): Promise<void> {
  try {
    const { output, transfer } = await handle(job.input);
    port.postMessage({ id: job.id, ok: true, output } satisfies JobReply<Output>, [...transfer]);
  } catch (error) {
    const { code, message } = toAppError(error, failureCode);
    port.postMessage({ id: job.id, ok: false, code, message } satisfies JobReply<Output>);
  }
}
