import { Worker } from 'node:worker_threads';
import type { Log } from '../logging.js';
import type { JobMessage, JobPart, JobReply } from './messages.js';

/** One worker thread as its pool sees it. */
export type WorkerLink<Input, Output> = {
  readonly post: (job: JobMessage<Input>, transfer: readonly ArrayBuffer[]) => void;
  readonly onReply: (handler: (reply: JobReply<Output>) => void) => void;
  /** Called once, when the thread is gone, whatever the cause. */
  readonly onExit: (handler: () => void) => void;
  readonly terminate: () => Promise<void>;
  /** Tells the worker that nobody waits for a job any more. It still answers. Absent when it could not listen anyway. */
  readonly callOff?: (id: number) => void;
  /** Absent when the worker answers in one piece only. */
  readonly onPart?: (handler: (part: JobPart<Output>) => void) => void;
};

/**
 * Starts a worker thread.
 * @param module the caller's `import.meta.url`
 * @param entry the worker's file beside the caller, as `./flite.worker.js`
 */
export function startWorkerThread<Input, Output>(module: string, entry: string, log: Log): WorkerLink<Input, Output> {
  const url = entryUrl(module, entry);
  const worker = new Worker(url, isSource(module) ? { name: entry, execArgv: [] } : { name: entry });
  // Without a listener an error of the thread would end the whole process. `exit` follows and is what the pool acts on.
  worker.on('error', (error) => log.error({ err: error, entry }, 'worker thread failed'));
  return {
    post: (job, transfer) => worker.postMessage(job, transfer),
    onReply: (handler) => worker.on('message', handler),
    onExit: (handler) => worker.once('exit', handler),
    terminate: async () => {
      await worker.terminate();
    },
  };
}

/**
 * Node runs no TypeScript in a worker thread: what runs from source (tests) takes the entry of the build, and leaves out
 * the arguments that would have it resolve our packages to their source.
 */
const isSource = (module: string) => module.endsWith('.ts');

/** Where the program of a worker lies: beside the caller, or in the build when the caller runs from source. */
export function entryUrl(module: string, entry: string): URL {
  const { href } = new URL(entry, module);
  if (!isSource(module)) return new URL(href);
  const cut = href.lastIndexOf('/src/');
  return new URL(`${href.slice(0, cut)}/dist/${href.slice(cut + '/src/'.length)}`);
}
