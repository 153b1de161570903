import { toAppError } from '@callwright/protocol';
import type { JobMessage, JobReply } from './messages.js';
import type { JobResult } from './serve-jobs.js';
import type { WorkerLink } from './worker-link.js';

/**
 * A worker that does its jobs on the thread of its pool, for tests that run from source and for tools: Node cannot
 * start a worker thread from TypeScript. Never where calls run: a job blocks the thread.
 */
export function startLocalWorker<Input, Output>(
  handle: (input: Input) => Promise<JobResult<Output>>,
): WorkerLink<Input, Output> {
  let reply: (message: JobReply<Output>) => void = () => undefined;
  const onExit: (() => void)[] = [];
  const work = async ({ id, input }: JobMessage<Input>) => {
    try {
      const { output } = await handle(input);
      reply({ id, ok: true, output });
    } catch (error) {
      const { code, message } = toAppError(error);
      reply({ id, ok: false, code, message });
    }
  };
  return {
    post: (job) => void work(job),
    onReply: (handler) => {
      reply = handler;
    },
    onExit: (handler) => onExit.push(handler),
    terminate: async () => {
      for (const handler of onExit.splice(0)) handler();
    },
  };
}
