import process from 'node:process';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { type ErrorCode, toAppError } from '@callwright/protocol';
import type { JobOrder } from './engine-process.js';
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

/**
 * Answers the jobs of a pool, from inside a process of its own. It ends with the process that started it.
 * @param failureCode what a failure without a code of its own is reported as
 */
export function serveProcessJobs<Input, Output>(
  failureCode: ErrorCode,
  handle: (input: Input) => Promise<Output>,
): void {
  process.once('disconnect', () => process.exit(0));
  const reply = (message: JobReply<Output>) => void process.send?.(message);
  process.on('message', (order: JobOrder<Input>) => {
    // A job that has begun is not heard of what happens outside; its answer goes to nobody.
    if ('callOff' in order) return;
    handle(order.input).then(
      (output) => reply({ id: order.id, ok: true, output }),
      (error: unknown) => {
        const { code, message } = toAppError(error, failureCode);
        reply({ id: order.id, ok: false, code, message });
      },
    );
  });
}
