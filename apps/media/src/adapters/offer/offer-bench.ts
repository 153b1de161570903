import type { CallId } from '@callwright/protocol';
import { callId } from '@callwright/protocol';
import { workspaceOf } from '../../calls/destination.js';
import { FAKE_OFFER } from '../../calls/testing/fake-leg.js';
import { TestExchange, type TestExchangeOptions } from '../../calls/testing/test-exchange.js';
import { agentCaller } from '../../control/agent-caller.js';
import { authenticate } from '../../control/credentials.js';
import { type HttpServer, listen } from '../../platform/http-server.js';
import { iceServersFor, parseIceServers } from '../../platform/ice-servers.js';
import { silentLog } from '../../platform/logging.js';
import type { ProtocolAdapter } from '../protocol-adapter.js';
import { readableBy } from './cors.js';
import { createOfferAdapter } from './index.js';

const ICE = {
  servers: parseIceServers(
    'stun:stun.example:3478,turn:turn.example:3478?username=u&credential=c,turn:relay.example:3478',
  ),
  ...{ turnSecret: 'north', lifetimeS: 600 },
};

/** Our own page. */
export const OWN_PAGE = 'http://studio.test';

/** How a bench differs from a plain one. */
export type OfferBenchOptions = TestExchangeOptions & {
  readonly origins?: readonly string[];
  readonly publicAddresses?: readonly string[];
  readonly defaultLine?: string | null;
};

/** What a request was answered with. */
export type OfferAnswer = { readonly status: number; readonly headers: Headers; readonly text: string };

/** HTTP offers on a free port of loopback: real requests, real calls, fake sound, a clock that stands still. */
export class OfferBench {
  readonly exchange: TestExchange;
  readonly adapter: ProtocolAdapter;
  /** What was told of calls, in order. */
  readonly told: { readonly callId: CallId; readonly word: 'start' | 'end'; readonly text: string }[];
  readonly refused: string[];
  readonly #http: HttpServer;

  private constructor(parts: Pick<OfferBench, 'exchange' | 'adapter' | 'told' | 'refused'>, http: HttpServer) {
    this.exchange = parts.exchange;
    this.adapter = parts.adapter;
    this.told = parts.told;
    this.refused = parts.refused;
    this.#http = http;
  }

  static async open(options: OfferBenchOptions = {}): Promise<OfferBench> {
    const exchange = new TestExchange(options);
    const { registry, directory, clock } = exchange;
    const told: OfferBench['told'] = [];
    const refused: string[] = [];
    let idCount = 0;
    const prove = (credential: string | null) =>
      authenticate(credential, { directory, controlSecret: 'x'.repeat(32), nowMs: clock.nowMs });
    const adapter = createOfferAdapter({
      onCall: (leg, principal) => registry.accept(leg, principal),
      findCaller: (fields, beside) =>
        agentCaller(fields, beside, {
          authenticate: prove,
          endpoint: (name, workspaceId) => directory.endpoint(name, workspaceId),
          defaultLine: options.defaultLine ?? null,
        }),
      isReadableBy: readableBy(options.origins ?? [], [OWN_PAGE]),
      iceServersFor: (credential) => iceServersFor(workspaceOf(prove(credential)), ICE, clock.nowMs()),
      publicAddresses: options.publicAddresses ?? [],
      callIdPrefix: 'wrtc',
      newSuffix: () => `${++idCount}`,
      callbacks: {
        started: (callId, text) => void told.push({ callId, word: 'start', text }),
        ended: (callId, text) => void told.push({ callId, word: 'end', text }),
      },
      onRefused: (code) => void refused.push(code),
      clock,
      log: silentLog,
    });
    const http = await listen({
      ...{ host: '127.0.0.1', port: 0, routes: {}, upgrade: () => false, log: silentLog },
      ...(adapter.request && { request: adapter.request }),
    });
    return new OfferBench({ exchange, adapter, told, refused }, http);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#http.port}`;
  }

  /** Asks, while the clock runs on. */
  async ask(path: string, init: RequestInit = {}): Promise<OfferAnswer> {
    let answer: OfferAnswer | null = null;
    let problem: unknown;
    const asked = fetch(`${this.url}${path}`, init).then(
      async (response) => {
        answer = { status: response.status, headers: response.headers, text: await response.text() };
      },
      (error: unknown) => {
        problem = error ?? new Error('The request failed.');
      },
    );
    await this.until(() => answer !== null || problem !== undefined);
    await asked;
    if (problem) throw problem;
    if (!answer) throw new Error('There was no answer.');
    return answer;
  }

  /** Posts an offer. @param fields beside `sdp` and `type`; or the whole body as text */
  offer(fields: object | string = {}, query = ''): Promise<OfferAnswer> {
    const body = typeof fields === 'string' ? fields : JSON.stringify({ sdp: FAKE_OFFER, type: 'offer', ...fields });
    return this.ask(`/webrtc/v1/offer${query}`, { method: 'POST', body });
  }

  /** An offer that is answered. @returns the id of its call */
  async call(fields: object = {}, query = ''): Promise<CallId> {
    const { status, text } = await this.offer(fields, query);
    if (status !== 200) throw new Error(`The offer was answered ${status} ${text}`);
    return callId.parse(JSON.parse(text).call_id);
  }

  hangUp(id: string): Promise<OfferAnswer> {
    return this.ask(`/webrtc/v1/hangup?call_id=${id}`, { method: 'POST' });
  }

  hasEnded(id: CallId): boolean {
    return Boolean(this.exchange.stories.all.get(id)?.end);
  }

  /** Lets the clock run on until something holds, while real sockets do their part. */
  async until(holds: () => boolean): Promise<void> {
    for (let turn = 0; turn < 50_000 && !holds(); turn += 1) await this.exchange.pass(turn % 10 === 0 ? 20 : 0);
    if (!holds()) throw new Error('It does not come to pass.');
  }

  /** Closes everything, and checks what holds after every call. */
  async close(): Promise<void> {
    await this.adapter.close();
    await this.until(() => this.exchange.registry.liveCount === 0);
    await this.#http.close();
    await this.exchange.finish();
  }
}
