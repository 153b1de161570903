import type { OutboundRequest, OutboundResponse } from '@callwright/outbound';
import { AppError, type CallId, type EndpointApplicationOf, type ErrorCode } from '@callwright/protocol';
import { isLineFor } from '../../../calls/destination.js';
import { TestExchange } from '../../../calls/testing/test-exchange.js';
import { authenticate } from '../../../control/credentials.js';
import { type HttpServer, listen } from '../../../platform/http-server.js';
import { silentLog } from '../../../platform/logging.js';
import { createFreeclimbAdapter, type FreeclimbAdapter, type FreeclimbAdapterOptions } from '../application/index.js';
import { createFreeclimbPlatform, type FreeclimbPlatform, type FreeclimbPlatformOptions } from '../platform/index.js';
import { AppServer } from './app-server.js';
import { PlatformClient } from './platform-client.js';

/** How a bench differs from a plain one. */
export type FreeclimbBenchOptions = Partial<
  Pick<FreeclimbAdapterOptions, 'tls' | 'l16Order' | 'maxStreams' | 'keepalive'>
> &
  Pick<FreeclimbPlatformOptions, 'ca'>;

/** What a customer's web server answers; an error, and there is none. */
export type CustomerAnswer = { readonly status: number; readonly body: string } | AppError;

/** Both ends on free ports of loopback: real connections, real calls, fake sound, a clock that stands still. */
export class FreeclimbBench {
  readonly exchange = new TestExchange();
  /** Codes of everything that was refused. */
  readonly refused: ErrorCode[] = [];
  /** What the customer's web server was sent. */
  readonly posted: { readonly url: string; readonly body: Record<string, unknown> }[] = [];
  readonly adapter: FreeclimbAdapter;
  readonly platform: FreeclimbPlatform;
  answer: (request: OutboundRequest) => CustomerAnswer | Promise<CustomerAnswer> = () => ({ status: 200, body: '{}' });
  /** What addresses a server has; a test may refuse them. */
  refusesAddresses = false;
  readonly #servers: AppServer[] = [];
  readonly #clients: PlatformClient[] = [];
  #http: HttpServer | null = null;
  #idCount = 0;

  private constructor({ ca, tls = null, l16Order = 'little', maxStreams = 8, keepalive }: FreeclimbBenchOptions) {
    const { registry, directory, clock } = this.exchange;
    const newId = () => `${++this.#idCount}`;
    const beats = keepalive ? { keepalive } : {};
    this.adapter = createFreeclimbAdapter({
      ...{ host: '127.0.0.1', port: 0, publicUrl: null, contentType: 'audio/mulaw;rate=8000', tls, l16Order, ...beats },
      onCall: (leg, principal) => registry.accept(leg, principal),
      authenticate: (credential) =>
        authenticate(credential, { directory, controlSecret: 'x'.repeat(32), nowMs: clock.nowMs }),
      isLine: (name, principal) => isLineFor(name, principal, directory),
      onRefused: (code) => void this.refused.push(code),
      ...{ maxStreams, clock, newId, newSecret: () => `secret-${newId()}`, log: silentLog },
    });
    this.platform = createFreeclimbPlatform({
      addressesOf: async () => {
        if (this.refusesAddresses) throw new AppError('http.refusedAddress', 'This is no public address.');
        return [{ address: '127.0.0.1', family: 4 }];
      },
      send: (request, signal) => this.#send(request, signal),
      ...{ l16Order, clock, log: silentLog, ...beats, ...(ca && { ca }) },
    });
    this.exchange.applicationDriverOf = (application, workspaceId, log) => {
      if (application.kind !== 'freeclimb') throw new Error('Another protocol.');
      return this.platform.driverOf(application, workspaceId, log);
    };
  }

  static async open(options: FreeclimbBenchOptions = {}): Promise<FreeclimbBench> {
    const bench = new FreeclimbBench(options);
    await bench.adapter.start();
    const { request } = bench.adapter;
    bench.#http = await listen({
      ...{ host: '127.0.0.1', port: 0, routes: {}, upgrade: () => false, request, log: silentLog },
    });
    return bench;
  }

  /** Where the webhook is. */
  get webhookUrl(): string {
    return `http://127.0.0.1:${this.#http?.port}/freeclimb`;
  }

  /** A stream of a platform that has said nothing yet. */
  connect(options: { readonly ca?: Buffer; readonly authorization?: string } = {}): PlatformClient {
    const client = new PlatformClient(`127.0.0.1:${this.adapter.port()}`, options);
    this.#clients.push(client);
    return client;
  }

  /** A stream whose call is answered and has sound. */
  async call(
    line: string,
    more: object = {},
    metadata: readonly string[] = [],
  ): Promise<{ readonly client: PlatformClient; readonly callId: CallId }> {
    const before = new Set(this.exchange.registry.liveIds);
    const client = this.connect();
    client.start([`endpoint=${line}`, `token=${this.exchange.key('calls:start')}`, ...metadata], more);
    const idOf = () => this.exchange.registry.liveIds.find((id) => !before.has(id));
    await this.until(() => idOf() !== undefined || client.status !== null);
    const callId = idOf();
    if (callId === undefined) throw new Error(`No call: ${client.status?.details}`);
    await this.until(() => this.eventsOf(callId).includes('mediaReady'));
    return { client, callId };
  }

  /** An application of somebody, and a line that it decides on. @param percl what the voice URL answers */
  async application(
    line: string,
    more: Partial<EndpointApplicationOf<'freeclimb'>> = {},
    tls: Parameters<typeof AppServer.start>[0] = null,
  ): Promise<AppServer> {
    const server = await AppServer.start(tls);
    this.#servers.push(server);
    const uri = `${tls ? 'https' : 'http'}://localhost:${server.port}`;
    this.answer = ({ url }) =>
      url.endsWith('/voice') ? { status: 200, body: JSON.stringify(audioStream(uri)) } : { status: 200, body: '{}' };
    const application = { kind: 'freeclimb' as const, voiceUrl: 'https://customer.test/voice', ...more };
    this.exchange.line(line, null, { application });
    return server;
  }

  /** Names of a call's events so far. */
  eventsOf(callId: CallId): readonly string[] {
    return this.exchange.stories.of(callId).lines.flatMap((line) => (line.kind === 'event' ? [line.event.event] : []));
  }

  /** Lets the clock run on until something holds, while real connections do their part. */
  async until(holds: () => boolean): Promise<void> {
    for (let turn = 0; turn < 20_000 && !holds(); turn += 1) await this.exchange.pass(turn % 10 === 0 ? 20 : 0);
    if (!holds()) throw new Error('It does not come to pass.');
  }

  /** Lets real connections do their part, without time, until something holds; without a condition for a while. */
  async settle(holds: (() => boolean) | null = null): Promise<void> {
    for (let turn = 0; turn < (holds ? 20_000 : 300) && !holds?.(); turn += 1) await this.exchange.pass(0);
    if (holds && !holds()) throw new Error('It does not come to pass in no time.');
  }

  /** Closes everything, and checks what holds after every call. */
  async close(): Promise<void> {
    await this.adapter.close();
    await this.#http?.close();
    for (const client of this.#clients) client.close();
    const stopped = this.exchange.registry.stop();
    await this.until(() => this.exchange.registry.liveCount === 0);
    await stopped;
    await this.exchange.pass(20_000);
    await this.platform.close();
    for (const server of this.#servers) server.close();
    if (this.adapter.counts().streams !== 0) throw new Error('Streams were left open.');
    await this.exchange.finish();
  }

  async #send(request: OutboundRequest, signal: AbortSignal): Promise<OutboundResponse> {
    this.posted.push({ url: request.url, body: JSON.parse(String(request.body)) });
    const answer = await this.answer(request);
    signal.throwIfAborted();
    if (answer instanceof AppError) throw answer;
    const body = new TextEncoder().encode(answer.body);
    const facts = { headers: {}, url: request.url, attempts: 1, durationMs: 0 };
    return { status: answer.status, body, text: () => answer.body, ...facts };
  }
}

/** The PerCL of an application at an address. */
export const audioStream = (uri: string, contentType = 'audio/mulaw;rate=8000') => [
  {
    AudioStream: {
      ...{ location: { uri }, contentType, actionUrl: 'https://customer.test/action' },
      metadata: ['flow=orders', 'token=customer-token'],
    },
  },
];
