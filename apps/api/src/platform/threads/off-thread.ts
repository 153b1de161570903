import { WorkThread, type WorkThreadOptions } from './work-thread.js';

/** Work that must not hold anybody else up. */
export type OffThread<Job, Result> = Pick<WorkThread<Job, Result>, 'run' | 'close'>;

/**
 * Work in a thread of its own. Where the api runs from source it is done where it is asked: Node runs no TypeScript in a
 * thread.
 * @param work the same that the thread's module serves
 */
export const offThread = <Job, Result>(
  options: WorkThreadOptions,
  work: (job: Job) => Result | Promise<Result>,
): OffThread<Job, Result> =>
  import.meta.url.endsWith('.ts')
    ? { run: async (job) => work(job), close: async () => undefined }
    : new WorkThread<Job, Result>(options);
