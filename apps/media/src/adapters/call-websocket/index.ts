import type { IncomingMessage } from 'node:http';
import { AppError, type CallId, callId as callIdSchema, toAppError, trackId } from '@callwright/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import type { CallClient } from '../../calls/call-client.js';
import { problemEvent } from '../../calls/call-events.js';
import type { CallLeg } from '../../calls/call-leg.js';
import type { CallSession } from '../../calls/call-session.js';
import { hasScope, type Principal } from '../../calls/principal.js';
import type { ClientOrder } from '../../calls/telephone.js';
import type { NewId } from '../../platform/ids.js';
import type { Log } from '../../platform/logging.js';
import { keepAlive } from '../keep-alive.js';
import type { OnCall, ProtocolAdapter } from '../protocol-adapter.js';
import { Connection, type SipWays } from './connection.js';
import { credentialOf } from './credential.js';
import { createEventDumps, type EventDump } from './event-dump.js';
import { HeldCalls } from './held-calls.js';
import { answerRequest, type HttpRequestsOptions } from './http-requests.js';
import { dialects, LIVE_SERVER_TRACK, MAX_MESSAGE_BYTES } from './messages.js';
import { pingPauseMs } from './ping-pause.js';
import { POLICY_VIOLATION } from './socket-seat.js';

/** What the adapter is made of. */
export type CallWebSocketOptions = HttpRequestsOptions & {
  readonly onCall: OnCall;
  /** Calls somebody for a client that drives the call. @throws AppError when that may not be */
  readonly onDial: (order: ClientOrder, principal: Principal, client: CallClient) => CallSession;
  /** A telephone call that waits for a client; null when there is none for this one. @throws AppError `auth.forbidden` */
  readonly onClaim: (id: CallId, principal: Principal, client: CallClient) => CallSession | null;
  /** Pages that may call; a request without an origin comes from no browser. Public lines are open to all pages. */
  readonly isAllowedOrigin: (origin: string) => boolean;
  readonly isPublicLine: (name: string) => boolean;
  /** Where clients that ask for it (`?dump=true`) have written down what is said. */
  readonly dumpsDir: string;
  /** Sockets open at a time, in a call or not yet; more are refused with 503. */
  readonly maxSockets: number;
  readonly newId: NewId;
  readonly log: Log;
};

/** How the sound of a call goes, by the path it comes in on. */
const paths: Readonly<Record<string, 'webrtc' | 'sip' | 'frames'>> = {
  '/call/webrtc': 'webrtc',
  '/call/sip': 'sip',
  '/call': 'frames',
};
const CALL_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** What the sockets of an adapter share. */
type Shared = {
  readonly options: CallWebSocketOptions;
  readonly held: HeldCalls;
  readonly openDump: (callId: CallId) => EventDump;
};

/**
 * Seed 0's call WebSocket: `/call/webrtc`, `/call/sip` or `/call`, `?token=&id=&dialect=&ping=&serverSideTrack=&dump=`, and the
 * HTTP requests beside it.
 */
export const createCallWebSocketAdapter = (options: CallWebSocketOptions): ProtocolAdapter => {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, clientTracking: true });
  let closing: Promise<void> | null = null;
  const { dumpsDir: folder, clock, log } = options;
  const shared: Shared = { options, held: new HeldCalls(), openDump: createEventDumps({ folder, clock, log }) };
  return {
    name: 'call-websocket',
    upgrade(request, socket, head, url) {
      if (!Object.hasOwn(paths, url.pathname)) return false;
      if (server.clients.size >= options.maxSockets) {
        options.onRefused('call.busy');
        socket.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
        return true;
      }
      server.handleUpgrade(request, socket, head, (client) => take(request, client, url, shared));
      return true;
    },
    request: (request, response, url) => answerRequest(request, response, url, options),
    counts: () => ({ sockets: server.clients.size, held: shared.held.count }),
    close() {
      closing ??= new Promise((resolve) => {
        shared.held.close();
        for (const client of server.clients) client.terminate();
        server.close(() => resolve());
      });
      return closing;
    },
  };
};

const take = (request: IncomingMessage, client: WebSocket, url: URL, shared: Shared): void => {
  const { options, held } = shared;
  // A frame that breaks RFC 6455 is an error of the socket, which closes it; unheard it would end the process.
  client.on('error', (error) => options.log.debug({ error: error.message }, 'call socket error'));
  try {
    const credential = credentialOf(request, url);
    const callId = callIdOf(url, options.newId);
    const before = held.find(callId, credential);
    const principal = principalOf(credential, before !== null, options);
    checkOrigin(request, principal, options);
    keepAlive(client, pingPauseMs(url), options.clock);
    if (before) before.resume(client);
    else connect(request, client, { ...shared, url, callId, principal, credential });
  } catch (error) {
    turnAway(client, toAppError(error), options);
  }
};

// Whoever comes back to a call has shown a token that was good when it began; a key must still be one.
const principalOf = (credential: string | null, isBack: boolean, { authenticate }: CallWebSocketOptions): Principal => {
  try {
    return authenticate(credential);
  } catch (error) {
    if (isBack && toAppError(error).code === 'auth.expired') return { kind: 'stranger' };
    throw error;
  }
};

type Arrival = Shared & {
  readonly url: URL;
  readonly callId: CallId;
  readonly principal: Principal;
  readonly credential: string | null;
};

const connect = (request: IncomingMessage, client: WebSocket, arrival: Arrival): void => {
  const { options, held, openDump, url, callId, principal, credential } = arrival;
  const path = paths[url.pathname] ?? 'webrtc';
  const onCall = async (leg: CallLeg) => {
    checkPage(request, leg.to, principal, options);
    return options.onCall(leg, principal);
  };
  // It lives as long as its socket, which holds it.
  void new Connection({
    socket: client,
    callId,
    path,
    dialect: dialectOf(url),
    serverTrack: serverTrackOf(url),
    principal,
    onCall,
    sip: path === 'sip' ? sipWaysOf(callId, principal, options) : null,
    // Nobody fills our disk whom we do not know.
    dump: wantsDump(url) && hasScope(principal, 'calls:control') ? openDump(callId) : null,
    onHeld: credential === null ? null : (connection) => held.hold(callId, credential, connection),
    onRefused: options.onRefused,
    clock: options.clock,
    log: options.log.child({ callId }),
  });
};

const wantsDump = (url: URL): boolean => ['1', 'true'].includes(url.searchParams.get('dump') ?? '');

const sipWaysOf = (callId: CallId, principal: Principal, { onDial, onClaim }: CallWebSocketOptions): SipWays => ({
  dial: (order, client) => onDial(order, principal, client),
  claim: (client) => onClaim(callId, principal, client),
});

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
