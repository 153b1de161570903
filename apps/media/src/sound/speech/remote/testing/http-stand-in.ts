import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen, Refusal, type StandIn } from './stand-in.js';

/** Answers one request. May throw a {@link Refusal}, whose close code is the status then. */
export type Answer = (request: IncomingMessage, body: Buffer, response: ServerResponse) => void | Promise<void>;

/** A strict HTTP server. */
export async function startHttpStandIn(answer: Answer): Promise<StandIn> {
  const refusals: string[] = [];
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => void reply(request, Buffer.concat(pieces), response));
  });

  async function reply(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    try {
      await answer(request, body, response);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusals.push(error.message);
      response.writeHead(error.closeCode, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: error.message } }));
    }
  }

  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    refusals,
    get count() {
      return count;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
