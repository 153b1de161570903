import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ErrorCode, toAppError } from '@callwright/protocol';
import type { Log } from '../../../platform/logging.js';
import { runInBackground } from '../../../platform/run-in-background.js';

/** A recording, open. */
export type OpenPrompt = {
  readonly sizeBytes: number;
  /** At most so many bytes; fewer at the end. */
  readonly read: (at: number, lengthBytes: number) => Promise<Uint8Array>;
  /** May be called twice. */
  readonly close: () => Promise<void>;
};

/** What recordings are served with. */
export type ServePromptParts = {
  /** What a call offers by a number; undefined when there is no such call, or nothing by that number. */
  readonly offered: (key: string, number: number) => string | undefined;
  /** Opens what a `play.url` names. @throws AppError `media.promptMissing`, `media.promptRefused`, ... */
  readonly openPrompt: (url: string) => Promise<OpenPrompt>;
  readonly onRefused: (code: ErrorCode) => void;
  readonly log: Log;
};

const PATH = /^\/jambonz\/[^/]{1,192}\/prompt\/(?<key>[A-Za-z0-9-]{1,64})\/(?<number>\d{1,3})\.[a-z0-9]{2,4}$/;
const PART_BYTES = 64 * 1024;
const contentTypes: Readonly<Record<string, string>> = { mp3: 'audio/mpeg', ogg: 'audio/ogg', opus: 'audio/ogg' };

/** Answers the jambonz that fetches a recording of a call of its own. False: the path is another. */
export const servePrompts = (parts: ServePromptParts) => {
  const send = async (url: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const prompt = await parts.openPrompt(url);
    try {
      const ending = /\.([a-z0-9]{2,4})$/.exec(request.url ?? '')?.[1] ?? '';
      response.writeHead(200, {
        'content-type': contentTypes[ending] ?? 'audio/wav',
        'content-length': prompt.sizeBytes,
        'cache-control': 'private, no-store',
      });
      if (request.method === 'HEAD') response.end();
      else await pipeline(Readable.from(partsOf(prompt)), response);
    } finally {
      await prompt.close();
    }
  };

  const answer = async (request: IncomingMessage, response: ServerResponse, path: PromptPath): Promise<void> => {
    const url = parts.offered(path.key, path.number);
    if (url === undefined) return refuse(response, 404);
    try {
      await send(url, request, response);
    } catch (error) {
      parts.onRefused(toAppError(error).code);
      // Who has gone in the middle is told nothing.
      if (response.headersSent) response.destroy();
      else refuse(response, 404);
    }
  };

  return (request: IncomingMessage, response: ServerResponse, { pathname }: URL): boolean => {
    const { key, number } = PATH.exec(pathname)?.groups ?? {};
    if (key === undefined) return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      refuse(response, 405);
    } else runInBackground('serve a recording', answer(request, response, { key, number: Number(number) }), parts.log);
    return true;
  };
};

type PromptPath = { readonly key: string; readonly number: number };

const refuse = (response: ServerResponse, status: number): void => void response.writeHead(status).end();

async function* partsOf({ sizeBytes, read }: OpenPrompt): AsyncIterable<Uint8Array> {
  for (let at = 0; at < sizeBytes; ) {
    const part = await read(at, Math.min(PART_BYTES, sizeBytes - at));
    // It has become shorter meanwhile: there is no more.
    if (part.length === 0) return;
    at += part.length;
    yield part;
  }
}
