import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request that came in. */
export type SeenRequest = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string };

/** Somebody else's server: keeps what it is sent, and answers as it is told. */
export type TestServer = {
  readonly url: string;
  readonly seen: SeenRequest[];
  /** Statuses of the next answers, one each; 200 when there are none left. */
  readonly answers: number[];
  readonly close: () => Promise<void>;
};

/** Starts one on any free port. */
export const startTestServer = async (): Promise<TestServer> => {
  const seen: SeenRequest[] = [];
  const answers: number[] = [];
  const server = createServer(async (request, response) => {
    const { url: path = '', headers } = request;
    seen.push({ path, headers, body: await text(request) });
    response.writeHead(answers.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: `http://127.0.0.1:${port}`, seen, answers, close };
};
