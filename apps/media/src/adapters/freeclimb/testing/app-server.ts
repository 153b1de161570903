import { Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import { sendIvrData } from '../ivr-service.js';
import { type AppSays, type PlatformMessage, parsePlatformMessage } from '../messages.js';

/** One call as an application sees it. */
export class AppCall {
  readonly messages: PlatformMessage[] = [];
  readonly authorization: string | null;
  readonly #wire: ServerDuplexStream<Buffer, object>;
  #isOver = false;

  constructor(wire: ServerDuplexStream<Buffer, object>) {
    this.#wire = wire;
    this.authorization = String(wire.metadata.get('authorization')[0] ?? '') || null;
    wire.on('data', (bytes: Buffer) => {
      const message = parsePlatformMessage(bytes);
      if (message !== null && message !== 'unknown') this.messages.push(message);
    });
    for (const event of ['end', 'cancelled', 'error'] as const) wire.on(event, () => this.#over());
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Kinds of what it was told, in order; sound left out. */
  get told(): readonly PlatformMessage['payload'][] {
    return this.messages.map(({ payload }) => payload).filter((payload) => payload !== 'notifyAudioData');
  }

  named<Name extends PlatformMessage['payload']>(name: Name): readonly Extract<PlatformMessage, { payload: Name }>[] {
    return this.messages.filter(
      (message): message is Extract<PlatformMessage, { payload: Name }> => message.payload === name,
    );
  }

  say(message: AppSays | Buffer): void {
    this.#wire.write(message);
  }

  play(id: string, audioData: Uint8Array, more: { lastMessage?: boolean; contentType?: string } = {}): void {
    const { lastMessage = false, contentType = 'audio/mulaw;rate=8000' } = more;
    this.say({ audioData: { id, audioData, contentType, lastMessage, sequenceNum: 1 } });
  }

  /** Ends the stream without a word. */
  end(): void {
    this.#wire.end();
  }

  /** Breaks the stream off. */
  fail(code: number): void {
    this.#wire.emit('error', Object.assign(new Error('no'), { code }));
  }

  /** Reads nothing more. */
  stopReading(): void {
    this.#wire.pause();
  }

  #over(): void {
    this.#isOver = true;
    this.#wire.end();
  }
}

/** Somebody's FreeClimb application on a free port of loopback. */
export class AppServer {
  readonly calls: AppCall[] = [];
  readonly port: number;
  readonly #server: Server;

  private constructor(server: Server, port: number, calls: AppCall[]) {
    this.#server = server;
    this.port = port;
    this.calls = calls;
  }

  /** @param tls none: no TLS */
  static async start(tls: { readonly certificate: Buffer; readonly key: Buffer } | null = null): Promise<AppServer> {
    const calls: AppCall[] = [];
    const server = new Server();
    const raw = (message: object) => (Buffer.isBuffer(message) ? message : sendIvrData.responseSerialize(message));
    server.addService(
      { SendIVRData: { ...sendIvrData, requestDeserialize: (wire: Buffer) => wire, responseSerialize: raw } },
      { SendIVRData: (wire: ServerDuplexStream<Buffer, object>) => void calls.push(new AppCall(wire)) },
    );
    const credentials = tls
      ? ServerCredentials.createSsl(null, [{ private_key: tls.key, cert_chain: tls.certificate }])
      : ServerCredentials.createInsecure();
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
    });
    return new AppServer(server, port, calls);
  }

  close(): void {
    this.#server.forceShutdown();
  }
}
