import type { IncomingMessage } from 'node:http';
import {
  AppError,
  type CallId,
  callId as callIdSchema,
  type ErrorCode,
  toAppError,
  trackId,
} from '@callwright/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import type { CallClient } from '../../calls/call-client.js';
import { problemEvent } from '../../calls/call-events.js';
import type { CallLeg } from '../../calls/call-leg.js';
import type { CallSession } from '../../calls/call-session.js';
import type { Principal } from '../../calls/principal.js';
import type { ClientOrder } from '../../calls/telephone.js';
import type { Clock } from '../../platform/clock.js';
import type { NewId } from '../../platform/ids.js';
import type { Log } from '../../platform/logging.js';
import type { OnCall, ProtocolAdapter } from '../protocol-adapter.js';
import { Connection, POLICY_VIOLATION, type SipWays } from './connection.js';
import { keepAlive, pingPauseMs } from './keep-alive.js';
import { dialects, LIVE_SERVER_TRACK, MAX_MESSAGE_BYTES } from './messages.js';

/** What the adapter is made of. */
export type CallWebSocketOptions = {
  readonly onCall: OnCall;
  /** Calls somebody for a client that drives the call. @throws AppError when that may not be */
  readonly onDial: (order: ClientOrder, principal: Principal, client: CallClient) => CallSession;
  /** A telephone call that waits for a client; null when there is none for this one. @throws AppError `auth.forbidden` */
  readonly onClaim: (id: CallId, principal: Principal, client: CallClient) => CallSession | null;
  /** @throws AppError `auth.required`, `auth.expired` */
  readonly authenticate: (credential: string | null) => Principal;
  /** Pages that may call; a request without an origin comes from no browser. Public lines are open to all pages. */
  readonly isAllowedOrigin: (origin: string) => boolean;
  readonly isPublicLine: (name: string) => boolean;
  /** Told of everything that is refused, with its code; for the counts. */
  readonly onRefused: (code: ErrorCode) => void;
  /** Sockets open at a time, in a call or not yet; more are refused with 503. */
  readonly maxSockets: number;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
};

/** Calls that come in by WebRTC, and calls that a client has us make. */
const PATHS = { webrtc: '/call/webrtc', sip: '/call/sip' } as const;
const CALL_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Seed 0's call WebSocket: `/call/webrtc` or `/call/sip`, `?token=&id=&dialect=&ping=&serverSideTrack=`. */
export const createCallWebSocketAdapter = (options: CallWebSocketOptions): ProtocolAdapter => {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, clientTracking: true });
  let closing: Promise<void> | null = null;
  return {
    name: 'call-websocket',
    upgrade(request, socket, head, url) {
      if (url.pathname !== PATHS.webrtc && url.pathname !== PATHS.sip) return false;
      if (server.clients.size >= options.maxSockets) {
        options.onRefused('call.busy');
        socket.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
        return true;
      }
      server.handleUpgrade(request, socket, head, (client) => take(request, client, url, options));
      return true;
    },
    close() {
      closing ??= new Promise((resolve) => {
        for (const client of server.clients) client.terminate();
        server.close(() => resolve());
      });
      return closing;
    },
  };
};

const take = (request: IncomingMessage, client: WebSocket, url: URL, options: CallWebSocketOptions): void => {
  // A frame that breaks RFC 6455 is an error of the socket, which closes it; unheard it would end the process.
  client.on('error', (error) => options.log.debug({ error: error.message }, 'call socket error'));
  try {
    const principal = options.authenticate(credentialOf(request, url));
    checkOrigin(request, principal, options);
    const callId = callIdOf(url, options.newId);
    keepAlive(client, pingPauseMs(url), options.clock);
    const onCall = async (leg: CallLeg) => {
      checkPage(request, leg.to, principal, options);
      return options.onCall(leg, principal);
    };
    // It lives as long as its socket, which holds it.
    void new Connection({
      socket: client,
      callId,
      dialect: dialectOf(url),
      serverTrack: serverTrackOf(url),
      principal,
      onCall,
      sip: url.pathname === PATHS.sip ? sipWaysOf(callId, principal, options) : null,
      onRefused: options.onRefused,
      clock: options.clock,
      log: options.log.child({ callId }),
    });
  } catch (error) {
    turnAway(client, toAppError(error), options);
  }
};

const sipWaysOf = (callId: CallId, principal: Principal, { onDial, onClaim }: CallWebSocketOptions): SipWays => ({
  dial: (order, client) => onDial(order, principal, client),
  claim: (client) => onClaim(callId, principal, client),
});

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

const serverTrackOf = (url: URL): string =>
  trackId.safeParse(url.searchParams.get('serverSideTrack')).data ?? LIVE_SERVER_TRACK;

// After the handshake, not instead of it: a browser shows its page nothing of a handshake that failed.
const turnAway = (client: WebSocket, error: AppError, { clock, onRefused }: CallWebSocketOptions): void => {
  onRefused(error.code);
  client.send(JSON.stringify(problemEvent('session', error, clock.nowMs())));
  client.close(POLICY_VIOLATION, error.code);
};
