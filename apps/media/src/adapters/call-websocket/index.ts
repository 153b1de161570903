import type { IncomingMessage } from 'node:http';
import { AppError, type CallId, callId as callIdSchema, toAppError } from '@callwright/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import type { CallLeg } from '../../calls/call-leg.js';
import type { CallSession } from '../../calls/call-session.js';
import type { Principal } from '../../calls/principal.js';
import type { Clock } from '../../platform/clock.js';
import type { NewId } from '../../platform/ids.js';
import type { Log } from '../../platform/logging.js';
import type { OnCall, ProtocolAdapter } from '../protocol-adapter.js';
import { Connection, POLICY_VIOLATION } from './connection.js';
import { dialects, MAX_MESSAGE_BYTES } from './messages.js';

/** What the adapter is made of. */
export type CallWebSocketOptions = {
  readonly onCall: OnCall;
  readonly findCall: (callId: CallId) => CallSession | undefined;
  /** @throws AppError `auth.required`, `auth.expired` */
  readonly authenticate: (credential: string | null) => Principal;
  /** Pages that may call; a request without an origin comes from no browser. Public lines are open to all pages. */
  readonly isAllowedOrigin: (origin: string) => boolean;
  readonly isPublicLine: (name: string) => boolean;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
};

const CALL_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const PING_MS = 20_000;

/** Seed 0's call WebSocket: `/call/webrtc?token=&id=&dialect=`. */
export const createCallWebSocketAdapter = (options: CallWebSocketOptions): ProtocolAdapter => {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, clientTracking: true });
  const take = (request: IncomingMessage, client: WebSocket, url: URL) => {
    try {
      const principal = options.authenticate(credentialOf(request, url));
      checkOrigin(request, principal, options);
      const callId = callIdOf(url, options.newId);
      keepAlive(client, options.clock);
      const onCall = async (leg: CallLeg) => {
        checkPage(request, leg.to, principal, options);
        return options.onCall(leg, principal);
      };
      new Connection({
        ...options,
        socket: client,
        callId,
        dialect: dialectOf(url),
        principal,
        log: options.log.child({ callId }),
        onCall,
      });
    } catch (error) {
      turnAway(client, toAppError(error), options.clock);
    }
  };
  return {
    name: 'call-websocket',
    upgrade(request, socket, head) {
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (url.pathname !== '/call/webrtc') return false;
      server.handleUpgrade(request, socket, head, (client) => take(request, client, url));
      return true;
    },
    close: () =>
      new Promise((resolve) => {
        for (const client of server.clients) client.terminate();
        server.close(() => resolve());
      }),
  };
};

const credentialOf = (request: IncomingMessage, url: URL): string | null =>
  url.searchParams.get('token') ?? /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null;

const callIdOf = (url: URL, newId: NewId): CallId => {
  const asked = url.searchParams.get('id');
  if (asked === null) return callIdSchema.parse(`c-${newId()}`);
  if (!CALL_ID.test(asked))
    throw new AppError('protocol.badMessage', 'An id has letters, digits, dots and dashes, 128 at most.');
  return callIdSchema.parse(asked);
};

// A stranger may still mean a public line; that is known with the invite, and checked there.
const checkOrigin = (
  { headers }: IncomingMessage,
  principal: Principal,
  { isAllowedOrigin }: CallWebSocketOptions,
): void => {
  if (headers.origin === undefined || principal.kind === 'stranger' || isAllowedOrigin(headers.origin)) return;
  throw new AppError('auth.badOrigin', 'Calls from this page are not allowed.');
};

const checkPage = (
  { headers }: IncomingMessage,
  callee: string,
  principal: Principal,
  options: CallWebSocketOptions,
): void => {
  if (headers.origin === undefined || principal.kind !== 'stranger') return;
  if (options.isAllowedOrigin(headers.origin) || options.isPublicLine(callee)) return;
  throw new AppError('auth.badOrigin', 'Calls from this page are not allowed.');
};

const dialectOf = (url: URL) => dialects.find((name) => name === url.searchParams.get('dialect')) ?? null;

// After the handshake, not instead of it: a browser shows its page nothing of a handshake that failed.
const turnAway = (client: WebSocket, { code, message }: AppError, clock: Clock): void => {
  client.send(JSON.stringify({ event: 'error', timestamp: clock.nowMs(), sender: 'session', error: message, code }));
  client.close(POLICY_VIOLATION, code);
};

// A client that answers no ping between two of ours has vanished.
const keepAlive = (client: WebSocket, clock: Clock): void => {
  let isAlive = true;
  let timer = clock.startTimer(PING_MS, check);
  client.on('pong', () => {
    isAlive = true;
  });
  client.on('close', () => timer.cancel());
  function check(): void {
    if (!isAlive) {
      client.terminate();
      return;
    }
    isAlive = false;
    client.ping();
    timer = clock.startTimer(PING_MS, check);
  }
};
