import { createServer, type Server as HttpServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { decodeG711, encodeG711 } from '@callwright/audio';
import {
  Client,
  type ClientDuplexStream,
  credentials,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
} from '@grpc/grpc-js';
import { loadSync, type MethodDefinition } from '@grpc/proto-loader';
import { z } from 'zod';
import { PlatformPlayback } from './platform-playback.js';

const PROTO = fileURLToPath(new URL('../../apps/media/src/adapters/freeclimb/ivr.proto', import.meta.url));
const definition = loadSync(PROTO, { keepCase: true, defaults: true, oneofs: true, enums: String, longs: Number });
/** The method of the proto as it stands, with the field names of a customer's code. */
const method = z
  .object({ SendIVRData: z.custom<MethodDefinition<object, object>>() })
  .parse(definition['freeclimb.GRPCStreamService']).SendIVRData;

const PIECE_SAMPLES = 160;
const PIECE_MS = 20;
const KEY_MS = 100;
/** One µ-law sample a byte: 20 ms of nothing. */
const SILENCE = Buffer.alloc(PIECE_SAMPLES, 0xff);

const message = z.looseObject({ payload: z.string().optional() });
/** A message as the proto names it. */
export type WireMessage = z.infer<typeof message>;

const bytesIn = (one: WireMessage, name: string): Buffer => {
  const { data } = z.object({ [name]: z.object({ audio_data: z.instanceof(Buffer) }) }).safeParse(one);
  return data?.[name]?.audio_data ?? Buffer.alloc(0);
};

/** What was said on a stream, and when something has been. */
class Heard {
  readonly messages: WireMessage[] = [];
  readonly #waiting = new Set<() => void>();

  take(value: unknown): WireMessage {
    const one = message.parse(value);
    this.messages.push(one);
    for (const wake of this.#waiting) wake();
    return one;
  }

  /** Names of everything but sound. */
  get told(): readonly string[] {
    return this.messages.map(({ payload = '' }) => payload).filter((name) => !name.includes('audio_data'));
  }

  /** Bytes of all sound so far, as samples. */
  sound(name: string): Int16Array {
    return decodeG711('mulaw', Buffer.concat(this.messages.map((one) => bytesIn(one, name))));
  }

  async until(holds: () => boolean, what: string): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`Waited for ${what}; came: ${this.told.join(' ')}`)), 30_000);
      const check = () => {
        if (!holds()) return;
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
    });
  }
}

/** A platform that streams one call to Callwright, as FreeClimb does: asks for PerCL, opens the stream, sends 20 ms at a time. */
export class StreamingPlatform {
  readonly heard = new Heard();
  readonly #client: Client;
  readonly #wire: ClientDuplexStream<object, object>;
  readonly #toSay: Buffer[] = [];
  readonly #playback = new PlatformPlayback((message) => this.#wire.write(message));
  readonly #pacer: NodeJS.Timeout;
  #sequence = 0;
  #whenSaid: () => void = () => undefined;

  private constructor(uri: URL, started: object) {
    this.#client = new Client(uri.host, credentials.createInsecure());
    this.#wire = this.#client.makeBidiStreamRequest(method.path, method.requestSerialize, method.responseDeserialize);
    this.#wire.on('data', (value: unknown) => this.#receive(this.heard.take(value)));
    this.#wire.on('error', () => undefined);
    this.#wire.on('status', ({ code }: { code: number }) => {
      clearInterval(this.#pacer);
      this.heard.take({ payload: `status ${code}` });
    });
    this.#wire.write({ notify_call_started: started });
    const startedMs = performance.now();
    // Catches up after a late tick, as a sound card would.
    this.#pacer = setInterval(() => {
      while (this.#sequence * PIECE_MS <= performance.now() - startedMs) this.#next();
    }, PIECE_MS / 2);
  }

  /** @param webhook the line's webhook, with its key */
  static async call(webhook: string, more: object = {}): Promise<StreamingPlatform> {
    const body = JSON.stringify({ callId: 'CA1', from: '+14155550100', to: '+14155550199', callStatus: 'ringing' });
    const response = await fetch(webhook, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    const order = z
      .array(
        z.object({
          AudioStream: z.object({
            location: z.object({ uri: z.string() }),
            contentType: z.string(),
            metadata: z.array(z.string()),
          }),
        }),
      )
      .parse(await response.json())[0]?.AudioStream;
    if (!order) throw new Error('No stream is asked for.');
    const { metadata, contentType: content_type } = order;
    const ends = { call_id: 'sip-1', to: '+14155550199', from: '+14155550100', is_inbound: true };
    return new StreamingPlatform(new URL(order.location.uri), { ...ends, metadata, content_type, ...more });
  }

  /** What the caller hears: everything there was to play. */
  get played(): Int16Array {
    return this.heard.sound('audio_data');
  }

  /** Says something; resolves when its last piece has been sent. */
  async say(samples: Int16Array): Promise<void> {
    const bytes = encodeG711('mulaw', samples);
    for (let at = 0; at < bytes.length; at += PIECE_SAMPLES)
      this.#toSay.push(Buffer.from(bytes.subarray(at, at + PIECE_SAMPLES)));
    await new Promise<void>((resolve) => {
      this.#whenSaid = resolve;
    });
  }

  /** Presses a key for as long as people do. */
  async press(digit: string): Promise<void> {
    this.#wire.write({ notify_dtmf_received_start_data: { digit } });
    await new Promise((resolve) => setTimeout(resolve, KEY_MS));
    this.#wire.write({ notify_dtmf_received_end_data: { digit } });
  }

  /** Tells the end of the call, and ends the stream. */
  hangUp(reason_code: string): void {
    this.#wire.write({ notify_call_ended: { call_id: 'sip-1', reason_code } });
    this.#wire.end();
  }

  close(): void {
    clearInterval(this.#pacer);
    this.#wire.cancel();
    this.#client.close();
  }

  #next(): void {
    const audio_data = this.#toSay.shift() ?? SILENCE;
    if (this.#toSay.length === 0) this.#whenSaid();
    this.#sequence += 1;
    this.#wire.write({ notify_audio_data: { audio_data, sequence_num: this.#sequence } });
    this.#playback.tick();
  }

  #receive(one: WireMessage): void {
    this.#playback.receive(one);
    if (one.payload === 'terminate_call') this.hangUp('APPLICATION_DISCONNECT');
  }
}

/** Somebody's FreeClimb application: a web server for PerCL and webhooks, and a gRPC server for the streams. */
export class StreamingApplication {
  readonly heard = new Heard();
  /** What its web server was sent, by path. */
  readonly posted: { readonly path: string; readonly body: unknown }[] = [];
  readonly url: string;
  readonly #http: HttpServer;
  readonly #grpc: Server;
  #wire: ServerDuplexStream<object, object> | null = null;

  private constructor(http: HttpServer, grpc: Server, url: string) {
    this.#http = http;
    this.#grpc = grpc;
    this.url = url;
  }

  static async start(): Promise<StreamingApplication> {
    const grpc = new Server();
    let app: StreamingApplication | null = null;
    grpc.addService(
      { SendIVRData: method },
      { SendIVRData: (wire: ServerDuplexStream<object, object>) => app?.take(wire) },
    );
    const port = await new Promise<number>((resolve, reject) => {
      grpc.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    const http = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += String(chunk);
      app?.posted.push({ path: request.url ?? '', body: JSON.parse(text) });
      response.setHeader('content-type', 'application/json');
      response.end(request.url === '/voice' ? JSON.stringify(app?.percl(port)) : '{}');
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const { port: webPort } = z.object({ port: z.number() }).parse(http.address());
    app = new StreamingApplication(http, grpc, `http://127.0.0.1:${webPort}`);
    return app;
  }

  /** What the caller has said. */
  get caller(): Int16Array {
    return this.heard.sound('notify_audio_data');
  }

  percl(port: number): readonly object[] {
    const location = { uri: `http://127.0.0.1:${port}` };
    return [
      {
        AudioStream: {
          location,
          contentType: 'audio/mulaw;rate=8000',
          actionUrl: `${this.url}/action`,
          metadata: ['a=1'],
        },
      },
    ];
  }

  take(wire: ServerDuplexStream<object, object>): void {
    this.#wire = wire;
    wire.on('data', (value: unknown) => void this.heard.take(value));
    wire.on('end', () => wire.end());
  }

  /** Everything at once: the platform keeps what it cannot play yet. */
  play(id: string, samples: Int16Array): void {
    const bytes = encodeG711('mulaw', samples);
    const content_type = 'audio/mulaw;rate=8000';
    for (let at = 0; at < bytes.length; at += PIECE_SAMPLES) {
      const audio_data = bytes.subarray(at, at + PIECE_SAMPLES);
      this.say({ audio_data: { id, audio_data, content_type, last_message: at + PIECE_SAMPLES >= bytes.length } });
    }
  }

  say(one: object): void {
    this.#wire?.write(one);
  }

  close(): void {
    this.#grpc.forceShutdown();
    this.#http.close();
    this.#http.closeAllConnections();
  }
}
