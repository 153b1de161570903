import { AppError } from '@callwright/protocol';
import type { Clock } from '../../../../platform/clock.js';
import type { SynthesisClient, SynthesisRequest, SynthesisResult } from '../port.js';

/** How long to wait, and whether still. */
export type Patience = { readonly clock: Clock; readonly timeoutMs: number; readonly signal: AbortSignal };

/**
 * What a client answers, in parts where it can.
 * @throws AppError `speech.timeout` when it is silent for longer than `timeoutMs`; it is called off then
 */
export async function* partsInTime(
  client: SynthesisClient,
  request: SynthesisRequest,
  { clock, timeoutMs, signal }: Patience,
): AsyncIterable<SynthesisResult> {
  const late = new AbortController();
  const both = AbortSignal.any([signal, late.signal]);
  const inTime = <Value>(wait: Promise<Value>): Promise<Value> =>
    new Promise((resolve, reject) => {
      const timer = clock.startTimer(timeoutMs, () => {
        const error = new AppError('speech.timeout', 'The voice did not answer in time');
        late.abort(error);
        reject(error);
      });
      wait.finally(() => timer.cancel()).then(resolve, reject);
    });
  if (!client.stream) {
    yield await inTime(client.synthesize(request, both));
    return;
  }
  const parts = client.stream(request, both)[Symbol.asyncIterator]();
  try {
    for (let part = await inTime(parts.next()); !part.done; part = await inTime(parts.next())) yield part.value;
  } finally {
    // Whoever stops reading has the client stop, too; a client that hangs is not waited for.
    late.abort(new AppError('speech.ttsFailed', 'Nobody listens any more'));
    void parts.return?.().catch(() => undefined);
  }
}
