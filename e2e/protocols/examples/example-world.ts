import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FlowTest } from '@callwright/flow-engine/simulator';

/** What a service of an example answers a request with. */
type Answer = { readonly status?: number | undefined; readonly body?: unknown; readonly afterMs?: number | undefined };
type Rule = Answer & { readonly request: string };
type Stage = { readonly rules: readonly Rule[]; readonly next: Answer[] };

/**
 * The services that examples ask, on loopback, as their tests have them: each line has its own, at
 * `/<line>/<host>/<path>`, so that calls at the same time do not take one another's answers.
 */
export class ExampleWorld {
  readonly #stages = new Map<string, Stage>();
  readonly #server: Server;
  /** Requests nobody has foreseen. */
  readonly unforeseen: string[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      request.resume();
      request.once('end', () => this.#answer(request.method ?? '', request.url ?? '', response));
    });
  }

  static async open(): Promise<ExampleWorld> {
    const world = new ExampleWorld();
    await new Promise<void>((resolve) => world.#server.listen(0, '127.0.0.1', resolve));
    return world;
  }

  /** Where a line finds the services of the internet. */
  originOf(line: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${line}/`;
  }

  /** Has services answer the calls of a line as a test says. */
  play(line: string, { given, when }: FlowTest): void {
    const next = when.flatMap((act) => ('http' in act ? [act.http as Answer] : []));
    this.#stages.set(line, { rules: (given.http ?? []) as readonly Rule[], next });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(method: string, path: string, response: ServerResponse): void {
    const [, line = '', ...rest] = path.split('/');
    const asked = `${method} https://${rest.join('/')}`;
    const stage = this.#stages.get(line);
    const answer = stage?.rules.find(({ request }) => patternOf(request).test(asked)) ?? stage?.next.shift();
    if (!answer) this.unforeseen.push(`${line}: ${asked}`);
    const { status = 200, body = {}, afterMs = 0 } = answer ?? { status: 500 };
    setTimeout(() => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    }, afterMs);
  }
}

// As in tests of flows: `*` is anything, and a request without a method is a GET or whatever it is.
const patternOf = (request: string): RegExp => {
  const escaped = request.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${request.includes(' ') ? '' : '(\\w+ )?'}${escaped}$`);
};
