import { Client, type ClientDuplexStream, credentials, Metadata, type StatusObject } from '@grpc/grpc-js';
import { sendIvrData } from '../ivr-service.js';
import { type AppMessage, type AppMessageOf, type PlatformSays, parseAppMessage } from '../messages.js';

/** A FreeClimb platform on a real connection: says what a test has it say, and keeps what it is told. */
export class PlatformClient {
  readonly messages: AppMessage[] = [];
  readonly #client: Client;
  readonly #wire: ClientDuplexStream<object, Buffer>;
  #status: StatusObject | null = null;
  #isWelcome = false;

  /** @param ca trusted for TLS; none: no TLS */
  constructor(address: string, { ca, authorization }: { readonly ca?: Buffer; readonly authorization?: string } = {}) {
    this.#client = new Client(address, ca ? credentials.createSsl(ca) : credentials.createInsecure());
    const metadata = new Metadata();
    if (authorization !== undefined) metadata.set('authorization', authorization);
    this.#wire = this.#client.makeBidiStreamRequest(
      sendIvrData.path,
      (message: object) => (Buffer.isBuffer(message) ? message : sendIvrData.requestSerialize(message)),
      (wire: Buffer) => wire,
      metadata,
    );
    this.#wire.on('data', (wire: Buffer) => {
      const message = parseAppMessage(wire);
      if (message !== null && message !== 'unknown') this.messages.push(message);
    });
    this.#wire.on('metadata', () => {
      this.#isWelcome = true;
    });
    this.#wire.on('error', () => undefined);
    this.#wire.on('status', (status: StatusObject) => {
      this.#status = status;
      this.#client.close();
    });
  }

  /** How the stream ended; null while it is open. */
  get status(): StatusObject | null {
    return this.#status;
  }

  /** Whether the application has taken the call. */
  get isWelcome(): boolean {
    return this.#isWelcome;
  }

  say(message: PlatformSays | Buffer): void {
    if (!this.#status) this.#wire.write(message);
  }

  /** The first message, with everything it needs. */
  start(metadata: readonly string[], more: object = {}): void {
    const ends = { callId: 'sip-1', to: '+1555', from: '+1444', isInbound: true };
    this.say({
      notifyCallStarted: { ...ends, metadata: [...metadata], contentType: 'audio/mulaw;rate=8000', ...more },
    });
  }

  /** 20 ms of sound. */
  sound(audioData: Uint8Array, sequenceNum: number): void {
    this.say({ notifyAudioData: { audioData, sequenceNum } });
  }

  /** Tells the end of the call, and ends the stream. */
  hangUp(reasonCode: 'CALLER_DISCONNECT' | 'PLATFORM_ERROR' | 'PLATFORM_DISCONNECT' = 'CALLER_DISCONNECT'): void {
    this.say({ notifyCallEnded: { callId: 'sip-1', reasonCode, reason: '' } });
    this.#wire.end();
  }

  /** Is gone without a word. */
  vanish(): void {
    this.#wire.cancel();
  }

  /** Ends the stream without having told the end of the call. */
  halfClose(): void {
    this.#wire.end();
  }

  /** What it was told of one kind, in order. */
  named<Name extends AppMessage['payload']>(name: Name): readonly AppMessageOf<Name>[] {
    return this.messages.filter((message): message is AppMessageOf<Name> => message.payload === name);
  }

  /** What it was given to play, in order. */
  get pieces() {
    return this.named('audioData').map(({ audioData }) => audioData);
  }

  close(): void {
    this.#wire.cancel();
    this.#client.close();
  }
}
