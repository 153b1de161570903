import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorCode } from '@callwright/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import { keepAlive } from '../../keep-alive.js';
import type { TakosTokens } from '../ports.js';
import type { Rooms } from '../sfu/rooms.js';
import { CLOSE, Connection } from './connection.js';
import { MAX_MESSAGE_BYTES } from './messages.js';
import { dialects, type Encoding, encodings } from './wording.js';

const PING_PAUSE_MS = 20_000;

/** What the call socket is made of. */
export type SfuSocketsOptions = {
  readonly tokens: TakosTokens;
  readonly rooms: Pick<Rooms, 'enter'>;
  /** Sockets open at a time; more are refused with 503. */
  readonly maxSockets: number;
  readonly onRefused: (code: ErrorCode) => void;
  readonly clock: Clock;
  readonly log: Log;
};

/** The sockets of clients in rooms. */
export type SfuSockets = {
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer, url: URL) => boolean;
  readonly count: () => number;
  /** Idempotent. */
  readonly close: () => Promise<void>;
};

const PATH = '/_takos/v2/call';

/**
 * Seed 1's call socket: `/_takos/v2/call?token=&dialect=doc|code&encoding=string|object`. Pages of every origin may call: the
 * token says who it is, and takos users come from many servers.
 */
export const createSfuSockets = (options: SfuSocketsOptions): SfuSockets => {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, clientTracking: true });
  let closing: Promise<void> | null = null;
  return {
    upgrade(request, socket, head, url) {
      if (url.pathname !== PATH) return false;
      if (server.clients.size >= options.maxSockets) {
        options.onRefused('call.busy');
        socket.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
        return true;
      }
      server.handleUpgrade(request, socket, head, (client) => take(client, url, options));
      return true;
    },
    count: () => server.clients.size,
    close() {
      closing ??= new Promise((resolve) => {
        for (const client of server.clients) client.terminate();
        server.close(() => resolve());
      });
      return closing;
    },
  };
};

const take = (client: WebSocket, url: URL, options: SfuSocketsOptions): void => {
  const { tokens, rooms, onRefused, clock, log } = options;
  // A frame that breaks RFC 6455 is an error of the socket, which closes it; unheard it would end the process.
  client.on('error', (error) => log.debug({ error: error.message }, 'takos socket error'));
  const ticket = tokens.take(url.searchParams.get('token') ?? '');
  if (!ticket) {
    onRefused('auth.required');
    client.close(CLOSE.badToken, 'invalid token');
    return;
  }
  keepAlive(client, PING_PAUSE_MS, clock);
  const dialect = dialects.find((name) => name === url.searchParams.get('dialect')) ?? null;
  // The seed writes these parameters as strings.
  const standard: Encoding = dialect === 'doc' ? 'string' : 'object';
  const encoding = encodings.find((name) => name === url.searchParams.get('encoding')) ?? standard;
  // It lives as long as its socket, which holds it.
  void new Connection({ socket: client, ticket, rooms, dialect, encoding, onRefused, clock, log });
};
