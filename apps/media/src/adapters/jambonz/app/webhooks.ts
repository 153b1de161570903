import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  basicCredentials,
  type Data,
  isData,
  isSignedWebhook,
  originOf,
  parseJson,
  type Verb,
} from '@callwright/jambonz-server';
import { AppError, errorCodes, toAppError, type WorkspaceId } from '@callwright/protocol';
import { runInBackground } from '../../../platform/run-in-background.js';
import { type CallerPorts, jambonzCaller } from './callers.js';
import { JambonzCall } from './jambonz-call.js';
import type { JambonzCalls, JambonzCallsParts } from './jambonz-calls.js';

/** What webhooks are answered with. */
export type WebhooksParts = CallerPorts &
  Pick<JambonzCallsParts, 'clock' | 'log' | 'onRefused'> & {
    readonly calls: JambonzCalls;
    /** The secret by which a workspace's jambonz signs its webhooks; null: it does not. @throws AppError `control.unavailable` */
    readonly signatureSecret: (workspaceId: WorkspaceId) => Promise<string | null>;
  };

/** A call with the headers of its INVITE; jambonz sends no more. */
const MAX_BODY_BYTES = 1024 * 1024;
/** `/jambonz/<line>` is the call hook, `/status` below it the status hook, `/hook/...` what our verbs ask for. */
const PATH = /^\/jambonz\/(?<line>[^/]{1,192})(?<below>\/status|\/hook\/[a-z]+\/\d{1,9})?$/;

/** Takes the webhooks of jambonz: the sibling of the hook socket, with verbs in answers alone. */
export const createWebhooks = (parts: WebhooksParts) => {
  const take = async (request: IncomingMessage, response: ServerResponse, path: HookPath): Promise<void> => {
    try {
      const body = await readBody(request);
      const data = dataOf(body);
      await checkSignature(request, body, path.line);
      const verbs = await answerOf(request, response, { data, ...path });
      reply(response, 200, verbs);
    } catch (thrown) {
      const error = toAppError(thrown);
      parts.onRefused(error.code);
      if (error.code === 'auth.required') response.setHeader('www-authenticate', 'Basic realm="jambonz"');
      reply(response, errorCodes[error.code].httpStatus, { error: error.code });
    }
  };

  const checkSignature = async (request: IncomingMessage, body: string, line: string): Promise<void> => {
    const workspaceId = workspaceOf(line, request, parts);
    const secret = workspaceId === null ? null : await parts.signatureSecret(workspaceId);
    if (secret === null) return;
    const { 'jambonz-signature': header } = request.headers;
    const nowS = Math.floor(parts.clock.nowMs() / 1000);
    if (!isSignedWebhook(typeof header === 'string' ? header : undefined, { secret, body, nowS }))
      throw new AppError('auth.forbidden', 'The signature is not of this message.');
  };

  const answerOf = (
    request: IncomingMessage,
    response: ServerResponse,
    { line, below, data }: HookPath & { readonly data: Data },
  ): Promise<readonly Verb[]> => {
    const callSid = typeof data.call_sid === 'string' ? data.call_sid.slice(0, MAX_ID_LENGTH) : '';
    if (callSid === '') throw new AppError('protocol.badMessage', 'There is no call_sid.');
    if (below === '/status') {
      parts.calls.status(line, callSid, data);
      return Promise.resolve([]);
    }
    return new Promise((resolve) => {
      const base = `/jambonz/${encodeURIComponent(line)}`;
      const waiting = (verbs: readonly Verb[]) => resolve(lasting(verbs, base));
      response.on('close', () => resolve([]));
      if (below !== undefined) parts.calls.ask(line, callSid, { hook: base + below, data, waiting });
      else if (parts.calls.find(line, callSid)) parts.calls.ask(line, callSid, { hook: undefined, data, waiting });
      else
        parts.calls.begin(
          callSid,
          { line, credentials: basicCredentials(request), origin: originOf(request), data, session: null },
          waiting,
        );
    });
  };

  return {
    request(request: IncomingMessage, response: ServerResponse, url: URL): boolean {
      const path = pathOf(url);
      if (!path) return false;
      if (request.method !== 'POST') {
        response.setHeader('allow', 'POST');
        reply(response, 405, { error: 'protocol.unsupported' });
        return true;
      }
      runInBackground('answer a webhook', take(request, response, path), parts.log);
      return true;
    },
  };
};

type HookPath = { readonly line: string; readonly below: string | undefined };
const MAX_ID_LENGTH = 256;

const pathOf = ({ pathname }: URL): HookPath | null => {
  const { line, below } = PATH.exec(pathname)?.groups ?? {};
  if (line === undefined) return null;
  try {
    return { line: decodeURIComponent(line), below };
  } catch {
    return null; // No line of ours is written like that.
  }
};

// Whoever shows nothing may call public lines, and those have one workspace.
const workspaceOf = (line: string, request: IncomingMessage, ports: CallerPorts): WorkspaceId | null => {
  const { principal } = jambonzCaller(line, basicCredentials(request), ports);
  if (principal.kind === 'token') return principal.claims.workspaceId;
  if (principal.kind !== 'stranger') return principal.workspaceId;
  const endpoint = ports.directory.endpoint(line, null);
  if (!endpoint) throw new AppError('auth.required', 'This line is not open to strangers, or does not exist.');
  return endpoint.workspaceId;
};

// A list that runs out ends the call: one that asks for nothing more by itself does so at its end.
const lasting = (verbs: readonly Verb[], base: string): readonly Verb[] => {
  const last = verbs.at(-1);
  const isLast =
    last?.verb === 'hangup' || last?.verb === 'sip:decline' || (last !== undefined && 'actionHook' in last);
  return isLast ? verbs : [...verbs, ...JambonzCall.goOn(base)];
};

const readBody = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > MAX_BODY_BYTES) throw new AppError('api.tooLarge', 'The message is too long.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
};

const dataOf = (body: string): Data => {
  const data = parseJson(body);
  if (!isData(data)) throw new AppError('protocol.badMessage', 'A message is an object in JSON.');
  return data;
};

const reply = (response: ServerResponse, status: number, body: unknown): void => {
  if (response.writableEnded || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
