import { parentPort } from 'node:worker_threads';
import { toAppError } from '@callwright/protocol';
import type { WorkReply, WorkRequest } from './work-messages.js';

/** Answers what this thread is sent, one after the other. For the module a thread begins with. */
export const serveWork = <Job, Result>(work: (job: Job) => Result): void => {
  const answerTo = ({ id, job }: WorkRequest<Job>): WorkReply<Result> => {
    try {
      return { id, ok: true, result: work(job) };
    } catch (error) {
      const { code, message } = toAppError(error);
      return { id, ok: false, code, message };
    }
  };
  parentPort?.on('message', (request: WorkRequest<Job>) => parentPort?.postMessage(answerTo(request)));
};
