import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { systemClock } from '../../../../platform/clock.js';
import { settle } from '../../../../platform/settle.js';

/** A message as an application gets it. */
export type AppHeard = {
  readonly type: string;
  readonly msgid: string;
  readonly call_sid: string;
  readonly hook?: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/** No test waits longer, on however busy a machine. */
const PATIENCE_MS = 20_000;

/** Lets sockets do their work until something holds, while a standing clock stands still. @throws Error when it never does */
export const eventually = async (holds: () => boolean, what = 'It'): Promise<void> => {
  const untilMs = systemClock.monotonicMs() + PATIENCE_MS;
  while (!holds()) {
    if (systemClock.monotonicMs() > untilMs) throw new Error(`${what} does not come to pass.`);
    await settle();
  }
};

/** A jambonz application on loopback that does what a test says: one socket for hooks, one for sound. */
export class ScriptedApp {
  readonly heard: AppHeard[] = [];
  readonly requests: IncomingMessage[] = [];
  readonly closeCodes: number[] = [];
  /** Of the audio socket: texts as objects, sound as bytes. */
  readonly audioTexts: Readonly<Record<string, unknown>>[] = [];
  readonly audioBytes: Buffer[] = [];
  /** What a handshake is answered with; null: it is taken. */
  refuses: ((request: IncomingMessage) => { readonly status: number; readonly location?: string } | null) | null = null;
  /** The subprotocol that is chosen. */
  protocol: string | false = 'ws.jambonz.org';
  sockets: WebSocket[] = [];
  audio: WebSocket | null = null;
  readonly #server: Server = createServer();
  readonly #sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has('audio.drachtio.org') ? 'audio.drachtio.org' : this.protocol),
  });
  #seenCount = 0;

  /** Resolves when it listens. */
  static async start(): Promise<ScriptedApp> {
    const app = new ScriptedApp();
    app.#server.on('upgrade', (request, socket, head) => {
      app.requests.push(request);
      const refusal = app.refuses?.(request) ?? null;
      if (refusal) {
        const location = refusal.location === undefined ? '' : `location: ${refusal.location}\r\n`;
        socket.end(`HTTP/1.1 ${refusal.status} No\r\n${location}content-length: 0\r\nconnection: close\r\n\r\n`);
        return;
      }
      app.#sockets.handleUpgrade(request, socket, head, (one) => app.#take(one, request.url ?? '/'));
    });
    await new Promise<void>((resolve) => app.#server.listen(0, '127.0.0.1', resolve));
    return app;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/hook`;
  }

  get socket(): WebSocket {
    const last = this.sockets.at(-1);
    if (!last) throw new Error('Nobody has connected.');
    return last;
  }

  /** The next message of a kind that nobody has asked for yet; those before it are passed over. */
  async next(type: string): Promise<AppHeard> {
    const find = () => this.heard.findIndex((one, at) => at >= this.#seenCount && one.type === type);
    await eventually(() => find() >= 0, `The message ${type}`);
    const at = find();
    this.#seenCount = at + 1;
    return this.heard[at] as AppHeard;
  }

  /** Forgets what it was told, which a test that goes on for long has no room for. */
  forget(): void {
    this.heard.length = 0;
    this.#seenCount = 0;
  }

  /** Types of all messages, in order. */
  get types(): readonly string[] {
    return this.heard.map(({ type }) => type);
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  ack({ msgid }: AppHeard, data?: readonly unknown[]): void {
    this.send({ type: 'ack', msgid, ...(data && { data }) });
  }

  /** Takes the first message of a call, with these verbs. */
  async begin(...verbs: readonly unknown[]): Promise<AppHeard> {
    const first = await this.next('session:new');
    this.ack(first, verbs);
    return first;
  }

  command(command: string, data: unknown, more: object = {}): void {
    this.send({ type: 'command', command, data, ...more });
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }

  #take(socket: WebSocket, path: string): void {
    if (path.startsWith('/audio')) {
      this.audio = socket;
      socket.on('message', (data: Buffer, isBinary) => {
        if (isBinary) this.audioBytes.push(data);
        else this.audioTexts.push(JSON.parse(String(data)));
      });
      return;
    }
    this.sockets.push(socket);
    socket.on('message', (data) => this.heard.push(JSON.parse(String(data))));
    socket.on('close', (code) => this.closeCodes.push(code));
  }
}
