import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { type StartTimer, startSystemTimer } from '../platform/timers.js';
import {
  basicCredentials,
  chooseSubprotocol,
  type Handshake,
  offeredSubprotocols,
  originOf,
  refuseHandshake,
} from './handshake.js';
import { keepAlive } from './keep-alive.js';
import { type ServerLog, silentLog } from './log.js';
import { type JambonzRoute, matchPath, type RouteType } from './route.js';
import { serveSocket } from './serve-socket.js';
import { createSession } from './session.js';

/** How a server differs from a plain one. */
export type JambonzServerOptions = {
  /** Whether a client may come in; absent: everybody may. Refused by 401. */
  readonly isAllowed?: (handshake: Handshake, type: RouteType) => boolean;
  /** Sockets open at a time; more are refused by 503. Default 1000. */
  readonly maxSockets?: number;
  /** The longest message that is taken, in bytes; a longer one closes its socket by 1009. Default 1 MiB. */
  readonly maxMessageBytes?: number;
  readonly startTimer?: StartTimer;
  /** Default: a random UUID. */
  readonly newId?: () => string;
  readonly log?: ServerLog;
};

/** A server that is up. */
export type RunningServer = { readonly port: number; readonly close: () => Promise<void> };

/** A jambonz application server, with its own port or on one that is there. */
export type JambonzServer<State> = {
  /** Where it listens. Default 127.0.0.1, port 3000; port 0 takes a free one. */
  readonly bind: (ip: string, port: number) => JambonzServer<State>;
  /** Adds a path. Of two that fit, the first counts. */
  readonly route: (route: JambonzRoute<State>) => JambonzServer<State>;
  /** Listens. @throws Error when the port is taken */
  readonly start: () => Promise<RunningServer>;
  /** Takes over a handshake of another HTTP server; false when it has no route for it. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  /** Sockets that are open. */
  readonly socketCount: () => number;
  /** Cuts every socket and stops listening. The same promise each time. */
  readonly close: () => Promise<void>;
};

type Refusal = { readonly status: 400 | 401 | 503; readonly text: string };

const DEFAULT_MAX_SOCKETS = 1000;
const DEFAULT_MAX_MESSAGE_BYTES = 1024 * 1024;

/**
 * Makes a server for applications of jambonz.
 * @param state handed to every handler
 */
export const createJambonzServer = <State>(state: State, options: JambonzServerOptions = {}): JambonzServer<State> => {
  const { isAllowed = () => true, maxSockets = DEFAULT_MAX_SOCKETS, startTimer = startSystemTimer } = options;
  const { newId = randomUUID, log = silentLog, maxMessageBytes = DEFAULT_MAX_MESSAGE_BYTES } = options;
  const routes: JambonzRoute<State>[] = [];
  const address = { ip: '127.0.0.1', port: 3000 };
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) =>
      chooseSubprotocol('hook', offered) ?? chooseSubprotocol('recording', offered) ?? false,
  });
  let http: Server | null = null;
  let closing: Promise<void> | null = null;

  const find = (path: string) => {
    for (const route of routes) {
      const params = matchPath(route.path, path);
      if (params) return { route, params };
    }
    return null;
  };

  const whyNot = (type: RouteType, handshake: Handshake, request: IncomingMessage): Refusal | null => {
    if (closing || sockets.clients.size >= maxSockets) return { status: 503, text: 'All lines are busy.' };
    if (!isAllowed(handshake, type)) return { status: 401, text: 'A name and a password are asked for here.' };
    if (chooseSubprotocol(type, offeredSubprotocols(request)) !== null) return null;
    return { status: 400, text: `This path speaks ${type === 'hook' ? 'ws.jambonz.org' : 'audio.jambonz.org'}.` };
  };

  const server: JambonzServer<State> = {
    bind(ip, port) {
      Object.assign(address, { ip, port });
      return server;
    },
    route(route) {
      routes.push(route);
      return server;
    },
    upgrade(request, socket, head) {
      const url = urlOf(request);
      const found = url && find(url.pathname);
      if (!url || !found) return false;
      const { route, params } = found;
      const handshake = handshakeOf(request, url, params);
      const refusal = whyNot(route.type, handshake, request);
      if (refusal) {
        log.debug({ status: refusal.status }, 'handshake refused');
        refuseHandshake(socket, refusal.status, refusal.text);
        return true;
      }
      sockets.handleUpgrade(request, socket, head, (client) => {
        keepAlive(client, startTimer);
        const session = createSession(client, handshake, startTimer);
        serveSocket({ uuid: newId(), socket: client, session, route, state, log });
      });
      return true;
    },
    start: () => {
      const own = createServer((_request, response) => response.writeHead(426).end('This server speaks WebSocket.'));
      http = own;
      own.on('upgrade', (request, socket, head) => {
        socket.on('error', () => socket.destroy());
        if (!server.upgrade(request, socket, head)) refuseHandshake(socket, 404, 'There is nothing here.');
      });
      return listening(own, address).then((port) => ({ port, close: server.close }));
    },
    socketCount: () => sockets.clients.size,
    close() {
      closing ??= new Promise((resolve) => {
        for (const client of sockets.clients) client.terminate();
        sockets.close(() => (http ? http.close(() => resolve()) : resolve()));
        http?.closeAllConnections();
      });
      return closing;
    },
  };
  return server;
};

const listening = (http: Server, { ip, port }: { readonly ip: string; readonly port: number }): Promise<number> =>
  new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, ip, () => {
      http.off('error', reject);
      resolve((http.address() as AddressInfo).port);
    });
  });

const handshakeOf = (request: IncomingMessage, url: URL, params: Handshake['params']): Handshake => ({
  path: url.pathname,
  params,
  query: url.searchParams,
  credentials: basicCredentials(request),
  userAgent: request.headers['user-agent'] ?? '',
  origin: originOf(request),
  remoteAddress: request.socket.remoteAddress ?? '',
});

// `//` is no address.
const urlOf = ({ url = '/' }: IncomingMessage): URL | null =>
  URL.canParse(url, 'http://localhost') ? new URL(url, 'http://localhost') : null;
