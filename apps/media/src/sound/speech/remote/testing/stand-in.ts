import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

/** RFC 6455 §7.4.1: the server met what it cannot go on with. */
const UNEXPECTED = 1011;

/** A strict server of somebody else's protocol, on a free port of this machine. */
export type StandIn = {
  /** `ws://…` or `http://…`, without a path. */
  readonly url: string;
  /** What it would not take, in the order it came. */
  readonly refusals: readonly string[];
  /** Connections or requests so far. */
  readonly count: number;
  close(): Promise<void>;
};

/** One caller of a stand-in. */
export type Visitor = {
  readonly url: URL;
  say(message: string | object): void;
  /** Notes what was wrong, and hangs up as the service does. */
  refuse(refusal: Refusal): void;
  hangUp(): void;
};

/** Thrown by a script: what it got is not of the protocol. */
export class Refusal extends Error {
  readonly closeCode: number;

  constructor(reason: string, closeCode = UNEXPECTED) {
    super(reason);
    this.closeCode = closeCode;
  }
}

/** What a stand-in does with a visitor. It may throw a {@link Refusal}. */
export type Script = {
  onText(text: string): void;
  onBytes(bytes: Buffer): void;
  onClose?(): void;
};

/** How a stand-in treats whoever comes. */
export type SocketRules = {
  /** Null lets them in. */
  readonly admit: (request: IncomingMessage, url: URL) => { readonly status: number; readonly reason: string } | null;
  readonly serve: (visitor: Visitor) => Script;
};

/** A strict WebSocket server. */
export async function startSocketStandIn({ admit, serve }: SocketRules): Promise<StandIn> {
  const http = createServer((_, response) => response.writeHead(426).end());
  const sockets = new WebSocketServer({ noServer: true });
  const refusals: string[] = [];
  let count = 0;
  http.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    count += 1;
    const url = new URL(request.url ?? '/', 'ws://stand-in');
    const refusal = admit(request, url);
    if (!refusal) return sockets.handleUpgrade(request, stream, head, (socket) => converse(socket, url));
    refusals.push(refusal.reason);
    stream.end(`HTTP/1.1 ${refusal.status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });

  function converse(socket: WebSocket, url: URL): void {
    const refuse = ({ message, closeCode }: Refusal): void => {
      refusals.push(message);
      socket.close(closeCode, message);
    };
    const script = serve({
      url,
      say: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
      refuse,
      hangUp: () => socket.close(),
    });
    socket.on('message', (data: Buffer, isBinary) => {
      if (socket.readyState !== socket.OPEN) return;
      try {
        if (isBinary) script.onBytes(data);
        else script.onText(String(data));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refuse(error);
      }
    });
    socket.on('close', () => script.onClose?.());
  }

  const port = await listen(http);
  return {
    url: `ws://127.0.0.1:${port}`,
    refusals,
    get count() {
      return count;
    },
    close: () => stop(http, sockets),
  };
}

/** Listens on a free port of this machine and gives its number. */
export function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(portOf(server.address())));
  });
}

const portOf = (address: AddressInfo | string | null): number =>
  address !== null && typeof address === 'object' ? address.port : 0;

function stop(http: Server, sockets: WebSocketServer): Promise<void> {
  for (const client of sockets.clients) client.terminate();
  http.closeAllConnections();
  return new Promise((resolve) => {
    http.close(() => resolve());
  });
}
