import { toAppError } from '@callwright/protocol';
import type { Log } from './log.js';

/** Lets work run on its own; its failure is logged under `name` and goes no further. */
export const runInBackground = (name: string, work: Promise<unknown>, log: Log): void => {
  work.catch((error: unknown) => log.error({ work: name, error: toAppError(error).message }, 'background work failed'));
};
