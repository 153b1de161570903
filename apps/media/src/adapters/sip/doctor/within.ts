import type { Clock } from '../../../platform/clock.js';

/** What a promise gives, or null when it has not by then. A promise that rejects later is nobody's problem. */
export const within = <T>(clock: Clock, mostMs: number, work: Promise<T>): Promise<T | null> =>
  new Promise((resolve, reject) => {
    const deadline = clock.startTimer(mostMs, () => resolve(null));
    work.then(resolve, reject).finally(() => deadline.cancel());
  });
