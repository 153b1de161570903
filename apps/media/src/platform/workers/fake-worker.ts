import type { JobMessage, JobReply } from './messages.js';
import type { WorkerLink } from './worker-link.js';

/** A worker thread that a test plays by hand. */
export type FakeWorker<Input, Output> = WorkerLink<Input, Output> & {
  /** Jobs received so far, in order. */
  readonly jobs: JobMessage<Input>[];
  readonly isTerminated: () => boolean;
  /** Answers the pool. */
  readonly say: (reply: JobReply<Output>) => void;
  /** Ends the thread as a crash would. */
  readonly crash: () => void;
};

/** Makes a worker that does nothing until told. */
export function createFakeWorker<Input, Output>(): FakeWorker<Input, Output> {
  const jobs: JobMessage<Input>[] = [];
  const onReply: ((reply: JobReply<Output>) => void)[] = [];
  const onExit: (() => void)[] = [];
  let isOver = false;
  const end = () => {
    if (isOver) return;
    isOver = true;
    for (const handler of onExit) handler();
  };
  return {
    jobs,
    isTerminated: () => isOver,
    say: (reply) => {
      for (const handler of onReply) handler(reply);
    },
    crash: end,
    post: (job) => jobs.push(job),
    onReply: (handler) => onReply.push(handler),
    onExit: (handler) => onExit.push(handler),
    terminate: async () => end(),
  };
}
