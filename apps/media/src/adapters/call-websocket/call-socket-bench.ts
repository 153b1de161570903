import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type CallId, callId } from '@callwright/protocol';
import { WebSocket } from 'ws';
import { FAKE_OFFER } from '../../calls/testing/fake-leg.js';
import { TestExchange, type TestExchangeOptions } from '../../calls/testing/test-exchange.js';
import { authenticate } from '../../control/credentials.js';
import { type HttpServer, listen } from '../../platform/http-server.js';
import { parseIceServers } from '../../platform/ice-servers.js';
import { silentLog } from '../../platform/logging.js';
import { settle } from '../../platform/settle.js';
import type { ProtocolAdapter } from '../protocol-adapter.js';
import { createCallWebSocketAdapter } from './index.js';

/** The secret call tokens of a bench are signed with. */
export const BENCH_SECRET = 'a control secret of at least 32 characters';
/** The only page that may call. */
export const BENCH_ORIGIN = 'http://studio.test';

/** Sockets a bench lets in at a time. */
export const MAX_SOCKETS = 8;

/** An event as it stands on the wire; field names differ by dialect. */
export type WireEvent = { readonly event: string; readonly [field: string]: unknown };

/** The call WebSocket on a free port of loopback: real sockets, real calls, fake sound, a clock that stands still. */
export class CallSocketBench {
  readonly exchange: TestExchange;
  readonly adapter: ProtocolAdapter;
  /** Codes of everything that was refused. */
  readonly refused: readonly string[];
  readonly #http: HttpServer;
  readonly #clients: CallSocketClient[] = [];
  #idCount = 0;

  private constructor(adapter: ProtocolAdapter, http: HttpServer, exchange: TestExchange, refused: readonly string[]) {
    this.adapter = adapter;
    this.#http = http;
    this.exchange = exchange;
    this.refused = refused;
  }

  static async open(options: TestExchangeOptions = {}): Promise<CallSocketBench> {
    const exchange = new TestExchange(options);
    const { registry, directory, clock } = exchange;
    const refused: string[] = [];
    let idCount = 0;
    const adapter = createCallWebSocketAdapter({
      onCall: (leg, principal) => registry.accept(leg, principal),
      onDial: (order, principal, client) => registry.telephone.callForClient(order, principal, client),
      onClaim: (id, principal, client) => registry.claim(id, principal, client),
      authenticate: (credential) =>
        authenticate(credential, { directory, controlSecret: BENCH_SECRET, nowMs: clock.nowMs }),
      isAllowedOrigin: (origin) => origin === BENCH_ORIGIN,
      callsOf: (workspaceId) => registry.ofWorkspace(workspaceId),
      ice: { servers: parseIceServers('stun:stun.test,turn:turn.test'), turnSecret: 'north', lifetimeS: 600 },
      dumpsDir: join(exchange.recordingsDir, 'dumps'),
      isPublicLine: (name) => directory.endpoint(name, null) !== null,
      onRefused: (code) => void refused.push(code),
      maxSockets: MAX_SOCKETS,
      clock,
      newId: () => `own-${++idCount}`,
      log: silentLog,
    });
    const upgrade = adapter.upgrade ?? (() => false);
    const { request = () => false } = adapter;
    const http = await listen({ host: '127.0.0.1', port: 0, routes: {}, upgrade, request, log: silentLog });
    return new CallSocketBench(adapter, http, exchange, refused);
  }

  /** Asks for a path of the HTTP side. */
  request(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.#http.port}${path}`, init);
  }

  /** Opens a socket; `query` as it stands in the address. Its call has the id `client.callId` unless `query` has one. */
  async connect(
    query = '',
    options: WebSocket.ClientOptions = {},
    path: '/webrtc' | '/sip' | '' = '/webrtc',
  ): Promise<CallSocketClient> {
    const id = callId.parse(/(?:^|&)id=([^&]*)/.exec(query)?.[1] ?? `w-${++this.#idCount}`);
    const address = query.includes('id=') ? query : `${query}&id=${id}`;
    const client = await CallSocketClient.open(`ws://127.0.0.1:${this.#http.port}/call${path}?${address}`, id, options);
    this.#clients.push(client);
    return client;
  }

  /** Shakes hands and sends bytes no proper client would, in one go; resolves when it is cut off. */
  async sendRaw(query: string, bytes: Buffer): Promise<void> {
    const socket = connect(this.#http.port, '127.0.0.1');
    const handshake = [
      `GET /call/webrtc?${query} HTTP/1.1`,
      'host: 127.0.0.1',
      'connection: upgrade',
      'upgrade: websocket',
      'sec-websocket-version: 13',
      'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
    ];
    socket.write(Buffer.concat([Buffer.from(`${handshake.join('\r\n')}\r\n\r\n`), bytes]));
    socket.resume();
    await once(socket, 'end');
    socket.destroy();
  }

  /** A client that drives its own call, answered and with sound. */
  async drive(query = ''): Promise<CallSocketClient> {
    const client = await this.connect(`token=${this.exchange.key('calls:control')}&${query}`);
    client.send({ command: 'invite', sdp: FAKE_OFFER });
    await client.event('answer');
    await this.exchange.pass(100);
    return client;
  }

  /** Lets the clock run on until something holds, while real sockets do their part. */
  async until(holds: () => boolean): Promise<void> {
    for (let turn = 0; turn < 50_000 && !holds(); turn += 1) await this.exchange.pass(turn % 10 === 0 ? 20 : 0);
    if (!holds()) throw new Error('It does not come to pass.');
  }

  /** Closes everything, and checks what holds after every call. */
  async close(): Promise<void> {
    await this.adapter.close();
    await this.#http.close();
    for (const client of this.#clients) await client.closed();
    await this.until(() => this.exchange.registry.liveCount === 0);
    await this.exchange.finish();
  }
}

/** A client of the call WebSocket, and everything it was told. */
export class CallSocketClient {
  readonly callId: CallId;
  readonly socket: WebSocket;
  readonly events: WireEvent[] = [];
  /** Sound it was sent. */
  readonly frames: Buffer[] = [];
  closeReason = '';
  #closeCode: number | null = null;
  #waiting: (() => void)[] = [];

  private constructor(socket: WebSocket, id: CallId) {
    this.socket = socket;
    this.callId = id;
    socket.on('message', (data, isBinary) => {
      if (isBinary && Buffer.isBuffer(data)) this.frames.push(data);
      else this.events.push(JSON.parse(String(data)));
      this.#wake();
    });
    socket.on('close', (code, reason) => {
      this.#closeCode = code;
      this.closeReason = String(reason);
      this.#wake();
    });
    socket.on('error', () => this.#wake());
  }

  static async open(url: string, id: CallId, options: WebSocket.ClientOptions): Promise<CallSocketClient> {
    const client = new CallSocketClient(new WebSocket(url, options), id);
    await once(client.socket, 'open');
    return client;
  }

  /** Names of what it was told, in order. */
  get told(): readonly string[] {
    return this.events.map(({ event }) => event);
  }

  get isClosed(): boolean {
    return this.#closeCode !== null;
  }

  send(message: object | string | Buffer): void {
    this.socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message));
  }

  named(name: string): readonly WireEvent[] {
    return this.events.filter(({ event }) => event === name);
  }

  /** The first event of a name, once it is there; of several that are alike, the last of `count`. */
  async event(name: string, count = 1): Promise<WireEvent> {
    await this.#until(() => this.named(name).length >= count || this.isClosed);
    const found = this.named(name)[count - 1];
    if (!found) throw new Error(`There was no ${name} before the end, only ${this.told.join(', ')}.`);
    return found;
  }

  /** The close code, once the socket has closed. */
  async closed(): Promise<number> {
    await this.#until(() => this.isClosed);
    return this.#closeCode ?? 0;
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    await settle();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
