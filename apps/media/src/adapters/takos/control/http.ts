import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '@callwright/protocol';

/** An answer as JSON. */
export type JsonAnswer = { readonly status: number; readonly body: object };

const MAX_BODY_BYTES = 256 * 1024;
/** Whoever takes longer for so few bytes is not going to send them. */
const BODY_TIMEOUT_MS = 10_000;

/**
 * The whole body of a request.
 * @throws AppError `api.tooLarge`, `api.badRequest` when it is cut off or takes too long
 */
export const readBody = (request: IncomingMessage): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let sizeBytes = 0;
    request.setTimeout(BODY_TIMEOUT_MS, () => request.destroy());
    request.on('data', (piece: Buffer) => {
      sizeBytes += piece.length;
      if (sizeBytes <= MAX_BODY_BYTES) pieces.push(piece);
      // The rest is let go by, so that the answer is read.
      else reject(new AppError('api.tooLarge', 'The body is too large.'));
    });
    request.once('end', () => resolve(Buffer.concat(pieces)));
    request.once('close', () => reject(new AppError('api.badRequest', 'The request was cut off.')));
    request.once('error', () => reject(new AppError('api.badRequest', 'The request was cut off.')));
  });

/** A text as JSON; undefined for what is none. */
export const parseJson = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
};

/** Answers, unless the other side has gone. */
export const sendJson = (response: ServerResponse, { status, body }: JsonAnswer): void => {
  if (response.headersSent || response.destroyed) return;
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  response.writeHead(status, { ...headers, 'cache-control': 'no-store' });
  response.end(text);
};
