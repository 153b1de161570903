import type { Log } from './logging.js';

/** Lets go of work nobody waits for: a failure of it is logged under its name, and is no unhandled rejection. */
export const runInBackground = (name: string, work: Promise<unknown>, log: Log): void => {
  work.catch((error: unknown) => log.error({ name, error: String(error) }, 'background work failed'));
};
