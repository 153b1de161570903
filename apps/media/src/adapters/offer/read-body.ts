import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../platform/clock.js';

/** A body, or why there is none. */
export type ReadBody = { readonly ok: true; readonly body: string } | { readonly ok: false; readonly problem: string };

/** Reads a whole body as UTF-8, of at most `maxBytes` and within `timeoutMs`. Never rejects. */
export const readBody = (
  request: IncomingMessage,
  { maxBytes, timeoutMs, clock }: { readonly maxBytes: number; readonly timeoutMs: number; readonly clock: Clock },
): Promise<ReadBody> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    const finish = (read: ReadBody) => {
      timer.cancel();
      request.removeAllListeners('data');
      resolve(read);
    };
    const timer = clock.startTimer(timeoutMs, () => finish({ ok: false, problem: 'it did not come in time' }));
    request.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) finish({ ok: false, problem: `it has more than ${maxBytes} bytes` });
      else chunks.push(chunk);
    });
    request.on('end', () => finish({ ok: true, body: Buffer.concat(chunks).toString('utf8') }));
    request.on('error', () => finish({ ok: false, problem: 'the connection was lost' }));
    request.on('close', () => finish({ ok: false, problem: 'the connection was lost' }));
  });
