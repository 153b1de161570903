import type { JobMessage } from './messages.js';
import type { WorkerLink } from './worker-link.js';

/** A worker thread that a test plays by hand. */
export type FakeWorker<Input> = WorkerLink & {
  /** Jobs received so far, in order. */
  readonly jobs: JobMessage<Input>[];
  readonly isTerminated: () => boolean;
  /** Sends a message to the pool. */
  readonly say: (message: unknown) => void;
  /** Ends the thread as a crash would. */
  readonly crash: () => void;
};

/** Makes a worker that does nothing until told. */
export function createFakeWorker<Input>(): FakeWorker<Input> {
  const jobs: JobMessage<Input>[] = [];
  const onMessage: ((message: unknown) => void)[] = [];
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
    say: (message) => {
      for (const handler of onMessage) handler(message);
    },
    crash: end,
    post: (message) => jobs.push(message as JobMessage<Input>),
    onMessage: (handler) => onMessage.push(handler),
    onExit: (handler) => onExit.push(handler),
    terminate: async () => end(),
  };
}
