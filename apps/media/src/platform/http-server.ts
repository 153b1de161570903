import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Log } from './logging.js';

/** An answer to a GET. */
export type HttpAnswer = { readonly status: number; readonly contentType: string; readonly body: string };

/** What a server serves. */
export type HttpServerOptions = {
  readonly host: string;
  readonly port: number;
  readonly routes: Readonly<Record<string, () => Promise<HttpAnswer> | HttpAnswer>>;
  /** Takes over a WebSocket handshake on this address; false when the path is unknown. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer, url: URL) => boolean;
  /** Takes over a request that is none of `routes`; false when the path is unknown. */
  readonly request?: (request: IncomingMessage, response: ServerResponse, url: URL) => boolean;
  readonly log: Log;
};

/** A listening server. */
export type HttpServer = { readonly port: number; readonly close: () => Promise<void> };

/**
 * The media process's HTTP and WebSocket port.
 * @throws Error naming the port when it is taken
 */
export const listen = async (options: HttpServerOptions): Promise<HttpServer> => {
  const server = createServer((request, response) => void answer(request, response, options));
  server.on('upgrade', (request, socket: Duplex, head) => {
    socket.on('error', () => socket.destroy());
    const url = addressOf(request);
    if (!url) refuseUpgrade(socket, '400 Bad Request');
    else if (!options.upgrade(request, socket, head, url)) refuseUpgrade(socket, '404 Not Found');
  });
  await start(server, options);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const start = (server: Server, { host, port }: HttpServerOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' ? new Error(`Port ${port} on ${host} is taken (CALLWRIGHT_MEDIA_PORT).`) : error,
      ),
    );
    server.listen(port, host, () => resolve());
  });

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  { routes, request: takeOver, log }: HttpServerOptions,
): Promise<void> => {
  const url = addressOf(request);
  const path = url?.pathname;
  const route = request.method === 'GET' && path !== undefined ? routes[path] : undefined;
  if (!route && url && takeOver?.(request, response, url)) return;
  const ask = async () => (route ? route() : notFound);
  const { status, contentType, body } = await ask().catch((error: unknown) => failed(error, log));
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(body);
};

// What a client sends as an address need not be one: `//` is none.
const addressOf = ({ url = '/' }: IncomingMessage): URL | null =>
  URL.canParse(url, 'http://localhost') ? new URL(url, 'http://localhost') : null;

const refuseUpgrade = (socket: Duplex, status: string): void =>
  void socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);

/** A JSON answer. */
export const jsonAnswer = (status: number, value: unknown): HttpAnswer => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(value),
});

const notFound = jsonAnswer(404, { error: { code: 'api.notFound', message: 'There is nothing here.' } });
const failed = (error: unknown, log: Log): HttpAnswer => {
  log.error({ error: String(error) }, 'request failed');
  return jsonAnswer(500, { error: { code: 'internal', message: 'Something went wrong.' } });
};
