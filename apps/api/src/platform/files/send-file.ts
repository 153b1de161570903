import { open } from 'node:fs/promises';
import { AppError } from '@callwright/protocol';
import { notFound } from '../http/errors.js';
import type { HttpReply, HttpRequest } from '../http/request.js';
import { type ByteRange, parseByteRange } from './byte-range.js';

/** What is sent: a file, and as what. */
export type SentFile = { readonly path: string; readonly contentType: string };

/**
 * Answers with a file, or with the range of it that was asked for.
 * @throws AppError `api.notFound` when it is gone, `api.badRange` when the range begins beyond its end
 */
export const sendFile = async (request: HttpRequest, reply: HttpReply, file: SentFile): Promise<void> => {
  const handle = await openOrNotFound(file.path);
  let isStreaming = false;
  try {
    const { size, mtimeMs } = await handle.stat();
    const etag = `"${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}"`;
    reply.header('accept-ranges', 'bytes').header('etag', etag).header('cache-control', 'private, no-cache');
    if (request.headers['if-none-match'] === etag) {
      reply.status(304).send();
      return;
    }
    const { first, last } = chooseBytes(request, reply, size, etag);
    reply.header('content-type', file.contentType).header('content-length', last - first + 1);
    isStreaming = request.method !== 'HEAD' && size > 0;
    reply.send(isStreaming ? handle.createReadStream({ start: first, end: last }) : undefined);
  } finally {
    // A stream closes the file itself.
    if (!isStreaming) await handle.close();
  }
};

const chooseBytes = (request: HttpRequest, reply: HttpReply, sizeBytes: number, etag: string): ByteRange => {
  // A range of another version of the file would be stitched to the wrong beginning (RFC 9110 §13.1.5).
  const isCurrent = [undefined, etag].includes(request.headers['if-range']?.toString());
  const range = isCurrent ? parseByteRange(request.headers.range, sizeBytes) : null;
  if (range === null) return { first: 0, last: sizeBytes - 1 };
  if (range === 'unsatisfiable') {
    reply.header('content-range', `bytes */${sizeBytes}`);
    throw new AppError('api.badRange', 'The file is shorter than that.');
  }
  reply.status(206).header('content-range', `bytes ${range.first}-${range.last}/${sizeBytes}`);
  return range;
};

type Handle = Awaited<ReturnType<typeof open>>;

const openOrNotFound = async (path: string): Promise<Handle> => {
  try {
    return await open(path, 'r');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') throw notFound('file');
    throw cause;
  }
};
