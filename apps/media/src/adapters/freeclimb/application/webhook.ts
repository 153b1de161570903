import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, type ErrorCode, errorCodes, toAppError } from '@callwright/protocol';
import { z } from 'zod';
import type { Principal } from '../../../calls/principal.js';
import type { Log } from '../../../platform/logging.js';
import { runInBackground } from '../../../platform/run-in-background.js';
import { type ContentType, contentTypes, parseContentType } from '../content-type.js';
import type { Tickets } from './tickets.js';

/** What the webhook is made of. */
export type WebhookParts = {
  /** Where the platform is to open its stream: `https://` or `http://`, host and port. */
  readonly streamUri: () => string;
  readonly contentType: ContentType;
  readonly tickets: Tickets;
  /** @throws AppError `auth.*` */
  readonly authenticate: (credential: string | null) => Principal;
  /** Whether there is such a line for this caller; of lines by the id of a flow it is not known before the call. */
  readonly isLine: (name: string, principal: Principal) => boolean;
  readonly onRefused: (code: ErrorCode) => void;
  readonly log: Log;
};

/** `/freeclimb/<line>` answers with PerCL, `/freeclimb/<line>/ended` hears how streams have ended. */
const PATH = /^\/freeclimb\/(?<line>[^/]{1,256})(?<ended>\/ended)?\/?$/;
const MAX_BODY_BYTES = 64 * 1024;
const MAX_BODY_MS = 10_000;

/** What is read of the platform's request; it names more. */
const callRequest = z.object({
  callId: z.string().max(256).optional(),
  callStatus: z.string().max(64).optional(),
});

/** Answers the requests of a platform that has a call for us: with the PerCL that starts the stream. */
export const createWebhook =
  (parts: WebhookParts) =>
  (request: IncomingMessage, response: ServerResponse, url: URL): boolean => {
    const path = PATH.exec(url.pathname)?.groups;
    if (!path) return false;
    const line = decoded(path.line ?? '');
    const work = path.ended ? noteEnd(request) : answer(request, url, line, parts);
    const answered = work.then(
      (body) => reply(response, 200, body),
      (thrown: unknown) => refuse(response, toAppError(thrown), parts),
    );
    runInBackground('freeclimb webhook', answered, parts.log);
    return true;
  };

const answer = async (
  request: IncomingMessage,
  url: URL,
  line: string | null,
  { streamUri, contentType, tickets, authenticate, isLine }: WebhookParts,
): Promise<object> => {
  await readCall(request);
  if (line === null) throw new AppError('call.unknownEndpoint', 'There is no such line.');
  const principal = authenticate(credentialOf(request, url));
  if (!isLine(line, principal)) {
    if (principal.kind === 'stranger') throw new AppError('auth.required', 'This line is not open to strangers.');
    throw new AppError('call.unknownEndpoint', 'There is no such line.');
  }
  const wanted = url.searchParams.get('contentType');
  const type = wanted === null ? contentType : parseContentType(wanted);
  if (type === null)
    throw new AppError('api.badRequest', `The content type must be one of ${contentTypes.join(', ')}.`);
  const token = tickets.issue({ principal, endpoint: line });
  const actionUrl = `${originOf(request)}/freeclimb/${encodeURIComponent(line)}/ended`;
  const metadata = [`endpoint=${line}`, `token=${token}`];
  return [{ AudioStream: { location: { uri: streamUri() }, contentType: type, actionUrl, metadata } }];
};

// The stream itself has told of its end, or has broken off; what comes here only confirms it.
const noteEnd = async (request: IncomingMessage): Promise<object> => {
  await readCall(request);
  return {};
};

const readCall = async (request: IncomingMessage): Promise<z.infer<typeof callRequest>> => {
  if (request.method !== 'POST') throw new AppError('api.unsupportedMedia', 'FreeClimb asks by POST.');
  const text = await readText(request);
  try {
    return callRequest.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('api.badRequest', 'The request is not the JSON of a call.', { cause });
  }
};

const readText = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  request.setTimeout(MAX_BODY_MS, () => request.destroy());
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    sizeBytes += bytes.length;
    if (sizeBytes > MAX_BODY_BYTES) throw new AppError('api.tooLarge', `More than ${MAX_BODY_BYTES} bytes.`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const credentialOf = ({ headers }: IncomingMessage, url: URL): string | null =>
  url.searchParams.get('token') ?? /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? null;

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // A broken escape names no line.
  }
};

// As the platform itself has reached us: behind a proxy that ends TLS, the proxy says so.
const originOf = ({ headers }: IncomingMessage): string => {
  const scheme = headers['x-forwarded-proto'] === 'https' ? 'https' : 'http';
  const host = /^[a-z0-9.:[\]-]{1,255}$/i.test(headers.host ?? '') ? headers.host : 'localhost';
  return `${scheme}://${host}`;
};

const reply = (response: ServerResponse, status: number, value: object): void => {
  const body = JSON.stringify(value);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
};

const refuse = (response: ServerResponse, error: AppError, { onRefused }: WebhookParts): void => {
  onRefused(error.code);
  const { httpStatus } = errorCodes[error.code];
  const isMethod = error.code === 'api.unsupportedMedia';
  const message = error.code === 'internal' ? 'Something went wrong.' : error.message;
  if (isMethod) response.setHeader('allow', 'POST');
  reply(response, isMethod ? 405 : httpStatus, { error: { code: error.code, message } });
};
