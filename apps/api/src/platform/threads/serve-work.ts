import { parentPort } from 'node:worker_threads';
import { toAppError } from '@callwright/protocol';
import type { WorkReply, WorkRequest } from './work-messages.js';

/** Answers what this thread is sent; it is sent one job after the other. For the module a thread begins with. */
export const serveWork = <Job, Result>(work: (job: Job) => Result | Promise<Result>): void => {
  const answerTo = async ({ id, job }: WorkRequest<Job>): Promise<WorkReply<Result>> => {
    try {
      return { id, ok: true, result: await work(job) };
    } catch (error) {
      const { code, message } = toAppError(error);
      return { id, ok: false, code, message };
    }
  };
  parentPort?.on('message', async (request: WorkRequest<Job>) => parentPort?.postMessage(await answerTo(request)));
};
