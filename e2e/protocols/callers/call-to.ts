import type { CallId } from '@callwright/protocol';
import type { Rest } from '../../support/rest.js';

const TIMEOUT_MS = 15_000;
const POLL_MS = 100;

/** The id of the call to a line that nobody has called before. */
export const callTo = async (rest: Rest, line: string): Promise<CallId> => {
  for (let waitedMs = 0; waitedMs < TIMEOUT_MS; waitedMs += POLL_MS) {
    const found = (await rest.calls()).find(({ to }) => to === line);
    if (found) return found.id;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`There is no call to ${line}.`);
};

/** Resolves when a call is over, as the api has it. */
export const overAt = async (rest: Rest, id: Promise<CallId>): Promise<void> => {
  await rest.endedCall(await id, undefined, 60_000);
};
