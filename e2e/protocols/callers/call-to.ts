import type { CallId } from '@callwright/protocol';
import type { Rest } from '../../support/rest.js';

const TIMEOUT_MS = 15_000;
const POLL_MS = 100;
/** No call of a scenario lasts longer: one that pays by card presses thirty keys. */
export const CALL_TIMEOUT_MS = 300_000;

/** The id of the call to a line that nobody has called before. */
export const callTo = async (rest: Rest, line: string): Promise<CallId> => {
  const isTo = async () => (await rest.calls()).find(({ to }) => to === line)?.id;
  return come(isTo, `a call to ${line}`);
};

/** Resolves with what there is, once there is something. @throws Error when there is not within 15 s */
export const come = async <Thing>(
  look: () => Promise<Thing | undefined> | Thing | undefined,
  what: string,
): Promise<Thing> => {
  for (let waitedMs = 0; waitedMs < TIMEOUT_MS; waitedMs += POLL_MS) {
    const found = await look();
    if (found !== undefined) return found;
    await pause(POLL_MS);
  }
  throw new Error(`There is not: ${what}.`);
};

/** Waits. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves when a call is over, as the api has it. */
export const overAt = async (rest: Rest, id: CallId): Promise<void> => {
  await rest.endedCall(id, undefined, CALL_TIMEOUT_MS);
};

/** @throws Error when a stand-in has noted anything that its protocol does not allow */
export const keptTo = (rules: string, faults: readonly string[]): void => {
  if (faults.length > 0) throw new Error(`Against ${rules}: ${faults.join('; ')}.`);
};
