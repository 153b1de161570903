import { AppError } from '@callwright/protocol';
import type { Clock } from '../../../platform/clock.js';

/** What parts are waited for with. */
export type PartsWatch = {
  readonly clock: Clock;
  /** Longest wait for each part. */
  readonly timeoutMs: number;
};

/**
 * The parts `open` gives, each within its time: who does not answer is called off, and no longer waited for even if they
 * do not listen to that.
 * @throws AppError `speech.timeout`; an abort rejects with the signal's reason
 */
export async function* watchParts<Part>(
  open: (signal: AbortSignal) => AsyncIterable<Part>,
  { clock, timeoutMs }: PartsWatch,
  signal: AbortSignal,
): AsyncIterable<Part> {
  const abort = new AbortController();
  const either = AbortSignal.any([signal, abort.signal]);
  const parts = open(either)[Symbol.asyncIterator]();
  let isOver = false;
  try {
    while (!isOver) {
      const timer = clock.startTimer(timeoutMs, () =>
        abort.abort(new AppError('speech.timeout', `The voice has not answered for ${timeoutMs / 1000} seconds.`)),
      );
      const next = await orAborted(parts.next(), either).finally(() => timer.cancel());
      isOver = next.done === true;
      if (!next.done) yield next.value;
    }
  } finally {
    isOver = true;
    // One that hangs may never end; nobody waits for it.
    parts.return?.().catch(() => undefined);
  }
}

function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
