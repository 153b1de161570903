import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { listen } from './stand-in.js';

/** What is wrong with a service. */
export type Trouble =
  | 'refuses connections'
  | 'never answers'
  | 'says nothing'
  | 'breaks off'
  | 'talks garbage'
  | 'talks without end'
  | `status ${number}`;

/** A server that does nothing right, over HTTP and WebSockets alike. */
export type TroubledServer = {
  /** `127.0.0.1:port`. */
  readonly host: string;
  /** Whether only a clock can end the wait for it. */
  readonly isSilent: boolean;
  /** Connections and requests that got in. */
  readonly count: number;
  close(): Promise<void>;
};

/** More than any client takes. */
const TOO_MUCH = 'x'.repeat(4 * 1024 * 1024);

/** Starts a server in one kind of trouble. */
export async function startTroubledServer(trouble: Trouble): Promise<TroubledServer> {
  const status = Number(/^status (\d+)$/.exec(trouble)?.[1] ?? 0);
  const streams = new Set<Duplex>();
  let count = 0;
  const http = createServer((request, response) => {
    count += 1;
    if (status > 0) response.writeHead(status).end('{"error":{"message":"no"}}');
    if (trouble === 'breaks off') request.resume().on('end', () => response.destroy());
    if (trouble === 'talks garbage') response.end('garbage');
    if (trouble === 'talks without end') response.end(TOO_MUCH);
  });
  http.on('connection', (stream) => {
    streams.add(stream);
    stream.on('close', () => streams.delete(stream)).on('error', () => undefined);
  });
  const sockets = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, stream, head) => {
    count += 1;
    if (status > 0) stream.end(`HTTP/1.1 ${status} No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    if (status > 0 || trouble === 'never answers') return;
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.on('error', () => undefined);
      socket.on('message', () => {
        if (trouble === 'breaks off') socket.terminate();
        if (trouble === 'talks garbage') socket.send('garbage');
        if (trouble === 'talks without end') socket.send(TOO_MUCH);
      });
    });
  });
  const host = `127.0.0.1:${await listen(http)}`;
  const close = () =>
    new Promise<void>((resolve) => {
      for (const stream of streams) stream.destroy();
      http.close(() => resolve());
    });
  if (trouble === 'refuses connections') await close();
  return {
    host,
    isSilent: trouble === 'never answers' || trouble === 'says nothing',
    get count() {
      return count;
    },
    close,
  };
}
