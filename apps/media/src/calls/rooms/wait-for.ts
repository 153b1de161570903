import type { Clock, Timer } from '../../platform/clock.js';

/** How long something is waited for, at most. */
export type Patience = { readonly clock: Clock; readonly timeoutMs?: number | undefined; readonly signal: AbortSignal };

/** Waits for work to be done, for the time to be over, or for the signal, whichever comes first; leaves nothing running. */
export const waitFor = async <Result>(
  work: Promise<Result>,
  { clock, timeoutMs, signal }: Patience,
): Promise<Result | 'timeout' | 'aborted'> => {
  let timer: Timer | null = null;
  const settled = new AbortController();
  const late = new Promise<'timeout' | 'aborted'>((resolve) => {
    if (timeoutMs !== undefined) timer = clock.startTimer(timeoutMs, () => resolve('timeout'));
    signal.addEventListener('abort', () => resolve('aborted'), { once: true, signal: settled.signal });
    if (signal.aborted) resolve('aborted');
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    (timer as Timer | null)?.cancel();
    settled.abort();
  }
};
