import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { AppError } from '@callwright/protocol';

const decoders: Readonly<Record<string, () => ReturnType<typeof createGunzip>>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** The codings {@link readBody} understands, as a request says it. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';

/**
 * Reads and decompresses the body of an answer; the bound is on what comes out, so a small answer cannot fill the memory.
 * @param method of the request: an answer to HEAD has headers only
 * @throws AppError `http.tooLarge`, `http.network` when it breaks off or cannot be decompressed; an abort rejects with its reason
 */
export async function readBody(
  answer: IncomingMessage,
  method: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const source = decompressed(answer, method);
  const stop = () => source.destroy(new Error('aborted'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    return await collect(source, maxBytes);
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof AppError) throw cause;
    throw new AppError('http.network', 'The answer broke off or could not be decompressed.', { cause });
  } finally {
    signal.removeEventListener('abort', stop);
    answer.destroy();
    source.destroy();
  }
}

function decompressed(answer: IncomingMessage, method: string): Readable {
  const coding = (answer.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  // These have no body, whatever their headers say of it (RFC 9110 §6.4.1).
  const hasBody = answer.statusCode !== 204 && answer.statusCode !== 304 && method !== 'HEAD';
  if (coding === 'identity' || !hasBody) return answer;
  const decoder = decoders[coding]?.();
  if (!decoder) throw new AppError('http.network', 'The answer is compressed in a way that is not understood.');
  answer.once('error', (error) => decoder.destroy(error));
  answer.once('aborted', () => decoder.destroy(new Error('the answer broke off')));
  return answer.pipe(decoder);
}

async function collect(source: Readable, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of source) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) throw new AppError('http.tooLarge', `The answer is larger than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
