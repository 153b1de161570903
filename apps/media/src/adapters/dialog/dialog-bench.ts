import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { TestExchange, type TestExchangeOptions } from '../../calls/testing/test-exchange.js';
import { agentCaller } from '../../control/agent-caller.js';
import { authenticate } from '../../control/credentials.js';
import { type HttpServer, listen } from '../../platform/http-server.js';
import { silentLog } from '../../platform/logging.js';
import { settle } from '../../platform/settle.js';
import type { ProtocolAdapter } from '../protocol-adapter.js';
import { createDialogDriver } from './client/index.js';
import { createDialogServerAdapter } from './server/index.js';

/** Sockets a bench lets in at a time. */
export const MAX_SOCKETS = 6;

/** A frame as it stands on the wire. */
export type Frame = { readonly type: string; readonly [field: string]: unknown };

/** Both ends of the dialog WebSocket on free ports of loopback: real sockets, real calls, fake sound, a clock that stands still. */
export class DialogBench {
  readonly exchange: TestExchange;
  readonly adapter: ProtocolAdapter;
  readonly refused: string[];
  readonly #http: HttpServer;
  readonly #ends: { terminate(): void }[] = [];

  private constructor(parts: Pick<DialogBench, 'exchange' | 'adapter' | 'refused'>, http: HttpServer) {
    this.exchange = parts.exchange;
    this.adapter = parts.adapter;
    this.refused = parts.refused;
    this.#http = http;
  }

  static async open(options: TestExchangeOptions = {}): Promise<DialogBench> {
    const exchange = new TestExchange(options);
    const { registry, directory, clock } = exchange;
    const refused: string[] = [];
    exchange.applicationDriverOf = (application) => {
      if (application.kind !== 'dialog') throw new Error('Only dialog applications are tried here.');
      // Loopback: what may be connected to is tried where addresses are looked up.
      const addressesOf = async ({ hostname }: URL) => {
        if (hostname === 'unknown.example') throw new Error('There is no such name.');
        return [{ address: '127.0.0.1', family: 4 }];
      };
      return createDialogDriver({ application, addressesOf, clock, log: silentLog });
    };
    const adapter = createDialogServerAdapter({
      onCall: (leg, principal) => registry.accept(leg, principal),
      findCaller: (fields, beside) =>
        agentCaller(fields, beside, {
          authenticate: (credential) =>
            authenticate(credential, { directory, controlSecret: 'x'.repeat(32), nowMs: clock.nowMs }),
          endpoint: (name, workspaceId) => directory.endpoint(name, workspaceId),
          defaultLine: null,
        }),
      onRefused: (code) => void refused.push(code),
      ...{ maxSockets: MAX_SOCKETS, clock, log: silentLog },
    });
    const upgrade = adapter.upgrade ?? (() => false);
    const http = await listen({ host: '127.0.0.1', port: 0, routes: {}, upgrade, log: silentLog });
    return new DialogBench({ exchange, adapter, refused }, http);
  }

  /** Where our dialog server is reached. */
  get url(): string {
    return `ws://127.0.0.1:${this.#http.port}/ws/dialog`;
  }

  /** A voice server dials in. @param query as it stands in the address */
  async dial(query: string, path = '/ws/dialog'): Promise<VoiceServer> {
    const server = new VoiceServer(new WebSocket(`ws://127.0.0.1:${this.#http.port}${path}?${query}`), query);
    this.#ends.push(server);
    await this.until(() => server.isOpen || server.isClosed);
    return server;
  }

  /** Somebody else's dialog application, listening. */
  async application(): Promise<DialogApp> {
    const app = await DialogApp.open();
    this.#ends.push(app);
    return app;
  }

  /** Lets the clock run on until something holds, while real sockets do their part. */
  async until(holds: () => boolean): Promise<void> {
    for (let turn = 0; turn < 50_000 && !holds(); turn += 1) await this.exchange.pass(turn % 10 === 0 ? 20 : 0);
    if (!holds()) throw new Error('It does not come to pass.');
  }

  /** Lets real sockets do their part, while the clock stands still. */
  async untilNow(holds: () => boolean): Promise<void> {
    for (let turn = 0; turn < 5_000 && !holds(); turn += 1) await settle();
    if (!holds()) throw new Error('It does not come to pass.');
  }

  /** Closes everything, and checks what holds after every call. */
  async close(): Promise<void> {
    const closed = this.adapter.close();
    for (const end of this.#ends) end.terminate();
    await closed;
    await this.until(() => this.exchange.registry.liveCount === 0);
    await this.#http.close();
    await this.exchange.finish();
  }
}

/** One socket of a far side, and every frame it was sent. */
class Peer {
  readonly socket: WebSocket;
  readonly frames: Frame[] = [];
  closeCode: number | null = null;
  closeReason = '';
  status: number | null = null;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => this.frames.push(JSON.parse(String(data))));
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (_request, response) => {
      this.status = response.statusCode ?? 0;
      response.resume();
      socket.terminate();
    });
    socket.on('close', (code, reason) => {
      this.closeCode = code;
      this.closeReason = String(reason);
    });
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  get isClosed(): boolean {
    return this.closeCode !== null;
  }

  get told(): readonly string[] {
    return this.frames.map(({ type }) => type);
  }

  named(type: string): readonly Frame[] {
    return this.frames.filter((frame) => frame.type === type);
  }

  send(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  terminate(): void {
    this.socket.terminate();
  }
}

/** A voice server as spec 4 has it: it says what it is told, one text after another, and hangs up when it is told to. */
export class VoiceServer extends Peer {
  readonly callId: string;
  /** Off: it says nothing by itself. */
  speaksAtOnce = true;

  constructor(socket: WebSocket, query: string) {
    super(socket);
    this.callId = new URLSearchParams(query).get('call_id') ?? '';
    socket.on('message', (data) => this.#obey(JSON.parse(String(data))));
  }

  /** The first event of every call. */
  start(): void {
    this.tell('call.started', { from: 'ann', to: 'webrtc', codec: 'opus', pcm_hz: 16_000 });
  }

  tell(type: string, fields: object = {}): void {
    this.send({ type, call_id: this.callId, ...fields });
  }

  #obey(frame: Frame): void {
    if (frame.type === 'hangup') {
      this.tell('call.ended', { reason: frame.reason });
      this.socket.close(1000, String(frame.reason));
    }
    if (!this.speaksAtOnce || (frame.type !== 'tts.speak' && frame.type !== 'tts.stream')) return;
    const spoken = { utterance_id: frame.utterance_id };
    this.tell('tts.started', spoken);
    if (frame.type === 'tts.speak' || frame.stream_end === true) this.tell('tts.ended', { ...spoken, ok: true });
  }
}

/** A dialog application as spec 4 has it: it listens, and each call is a socket of its own. */
export class DialogApp {
  readonly #server: WebSocketServer;
  readonly calls: (Peer & { readonly query: URLSearchParams })[] = [];
  /** Turns calls away as they dial. */
  isDown = false;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on('connection', (socket, request) => {
      const query = new URL(request.url ?? '/', 'http://app').searchParams;
      if (this.isDown) socket.terminate();
      else this.calls.push(Object.assign(new Peer(socket), { query }));
    });
  }

  static async open(): Promise<DialogApp> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    const app = new DialogApp(server);
    server.options.verifyClient = () => !app.isDown;
    await once(server, 'listening');
    return app;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/ws/dialog?model=small`;
  }

  terminate(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }
}
