import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, type CallId, type ErrorCode, toAppError, type WorkspaceId } from '@callwright/protocol';
import type { CallSession } from '../../calls/call-session.js';
import { hasScope, type Principal } from '../../calls/principal.js';
import { isoTime } from '../../platform/calendar.js';
import type { Clock } from '../../platform/clock.js';
import { jsonAnswer } from '../../platform/http-server.js';
import { type IceSettings, iceServersFor } from '../../platform/ice-servers.js';
import { credentialOf } from './credential.js';

/** What is asked of the HTTP side of the protocol is asked of these. */
export type HttpRequestsOptions = {
  /** @throws AppError `auth.required`, `auth.expired` */
  readonly authenticate: (credential: string | null) => Principal;
  /** The live calls of a workspace. */
  readonly callsOf: (workspaceId: WorkspaceId) => readonly CallSession[];
  readonly ice: IceSettings;
  readonly isAllowedOrigin: (origin: string) => boolean;
  readonly onRefused: (code: ErrorCode) => void;
  readonly clock: Clock;
};

type Asked = { readonly principal: Principal; readonly id: string; readonly options: HttpRequestsOptions };
type Route = { readonly method: string; readonly path: RegExp; readonly answer: (asked: Asked) => unknown };

/** Spec 0 §1: the spellings of all clients there have been. */
const routes: readonly Route[] = [
  { method: 'GET', path: /^\/call\/lists$/, answer: (asked) => ({ calls: callsOf(asked).map(listed) }) },
  { method: 'GET', path: /^\/list$/, answer: (asked) => ({ active_calls: callsOf(asked).map(listedNow) }) },
  // Spec 0 §1: `true` also for calls that are not there.
  { method: 'POST', path: /^\/call\/kill\/([^/]+)$/, answer: (asked) => kill(asked) !== null || true },
  {
    method: 'GET',
    path: /^\/kill\/([^/]+)$/,
    answer: (asked) => ({ status: isKilled(asked) ? 'killed' : 'not_found', id: asked.id }),
  },
  { method: 'GET', path: /^\/iceservers$/, answer: ({ principal, options }) => iceServers(principal, options) },
];

/** Lists and ends calls, and names ICE servers; false for an address that is none of these. */
export const answerRequest = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  options: HttpRequestsOptions,
): boolean => {
  const known = routes.filter(({ path }) => path.test(url.pathname));
  if (known.length === 0) return false;
  const cors = corsOf(request, options);
  const send = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): void => {
    const { body, contentType } = jsonAnswer(status, value);
    const length = String(Buffer.byteLength(body));
    response.writeHead(status, { 'content-type': contentType, 'content-length': length, ...cors, ...headers });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  request.resume();
  if (request.method === 'OPTIONS') {
    response.writeHead(204, cors).end();
    return true;
  }
  const route = known.find(({ method }) => method === request.method);
  try {
    if (!route) {
      const allow = known.map(({ method }) => method).join(', ');
      send(405, problem(new AppError('protocol.unsupported', 'Ask for it in another way.')), { allow });
      return true;
    }
    const principal = options.authenticate(credentialOf(request, url));
    const id = decoded(route.path.exec(url.pathname)?.[1] ?? '');
    send(200, route.answer({ principal, id, options }), { 'cache-control': 'no-store' });
  } catch (error) {
    const known = toAppError(error);
    options.onRefused(known.code);
    send(known.code === 'auth.forbidden' ? 403 : known.code.startsWith('auth.') ? 401 : 500, problem(known));
  }
  return true;
};

// Calls are seen and ended by whoever may drive calls of their workspace.
const workspaceOf = (principal: Principal): WorkspaceId => {
  if (principal.kind !== 'key') throw new AppError('auth.required', 'This needs an API key.');
  if (!hasScope(principal, 'calls:control'))
    throw new AppError('auth.forbidden', 'This needs a key with the scope calls:control.');
  return principal.workspaceId;
};

const callsOf = ({ principal, options }: Asked): readonly CallSession[] => options.callsOf(workspaceOf(principal));

const kill = (asked: Asked): CallId | null => {
  const call = callsOf(asked).find((one) => one.callId === asked.id);
  if (call) void call.close({ reason: 'killed', initiator: 'api' });
  return call?.callId ?? null;
};
const isKilled = (asked: Asked): boolean => kill(asked) !== null;

const iceServers = (principal: Principal, { ice, clock }: HttpRequestsOptions): unknown => {
  if (principal.kind === 'stranger') throw new AppError('auth.required', 'This needs a key or a call token.');
  const owner = principal.kind === 'token' ? principal.claims.workspaceId : principal.workspaceId;
  return iceServersFor(owner, ice, clock.nowMs());
};

const kindOf = ({ leg }: CallSession): 'webrtc' | 'sip' | 'websocket' | 'other' => {
  if (leg.protocol === 'sip' || leg.direction === 'outbound') return 'sip';
  if (leg.protocol !== 'call-websocket') return 'other';
  return leg.option.codec === undefined ? 'webrtc' : 'websocket';
};

const listed = (call: CallSession): object => ({
  id: call.callId,
  call_type: kindOf(call),
  created_at: isoTime(call.startedAtMs),
  options: shownOption(call),
});

const nowNames = { webrtc: 'webrtc', sip: 'sip', websocket: 'webSocket', other: 'webrtc' } as const;
const listedNow = (call: CallSession): object => ({
  id: call.callId,
  callType: nowNames[kindOf(call)],
  'cs.option': shownOption(call),
  ringTime: call.rangAtMs === null ? null : isoTime(call.rangAtMs),
  startTime: isoTime(call.startedAtMs),
});

// Accounts, keys and offers are for nobody else.
const shownOption = ({ leg }: CallSession): object => {
  const { sip: _sip, offer: _offer, extra: _extra, ...option } = leg.option;
  return { caller: leg.from, callee: leg.to, ...option };
};

const corsOf = ({ headers }: IncomingMessage, options: HttpRequestsOptions): Readonly<Record<string, string>> => {
  const { origin } = headers;
  if (origin === undefined || !options.isAllowedOrigin(origin)) return { vary: 'origin' };
  return {
    vary: 'origin',
    'access-control-allow-origin': origin,
    'access-control-allow-headers': 'authorization',
    'access-control-allow-methods': 'GET, POST',
  };
};

const problem = ({ code, message }: AppError): object => ({
  error: { code, message: code === 'internal' ? 'Something went wrong.' : message },
});

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return ''; // No call has such an id.
  }
};
