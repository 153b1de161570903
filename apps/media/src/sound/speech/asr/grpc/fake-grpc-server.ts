import { Metadata, Server, ServerCredentials, type ServerDuplexStream, status } from '@grpc/grpc-js';
import { z } from 'zod';
import { Refusal, type StandIn } from '../../remote/testing/stand-in.js';
import { ToneEar } from '../../remote/testing/tone-speech.js';
import type { Trouble, TroubledServer } from '../../remote/testing/troubled-server.js';
import { recognise } from './speech-service.js';

const config = z.strictObject({
  sampleRateHz: z.union([z.literal(8000), z.literal(16_000)]),
  language: z.string().min(2),
  partials: z.boolean(),
  choices: z.array(z.strictObject({ id: z.string().min(1), phrases: z.array(z.string()).min(1) })),
  grammar: z.enum(['', 'number', 'digits', 'date', 'time', 'yesNo', 'free']),
});
const request = z.discriminatedUnion('request', [
  z.strictObject({ request: z.literal('config'), config }),
  z.strictObject({ request: z.literal('audio'), audio: z.instanceof(Uint8Array) }),
  z.strictObject({ request: z.literal('flush'), flush: z.strictObject({ flushId: z.number() }) }),
]);
type Request = z.infer<typeof request>;
type Stream = ServerDuplexStream<Buffer, object>;

/** A server of `callwright.speech.v1` with one key. It hears tone speech. */
export async function startFakeGrpc(key: string): Promise<StandIn> {
  const refusals: string[] = [];
  let count = 0;
  const { host, close } = await serve((stream) => {
    count += 1;
    const refuse = (reason: string, code: status): void => {
      refusals.push(reason);
      stream.emit('error', Object.assign(new Error(reason), { code }));
    };
    if (stream.metadata.get('authorization')[0] !== `Bearer ${key}`) {
      refuse('auth', status.UNAUTHENTICATED);
      return;
    }
    const listener = new Listener(stream);
    stream.on('data', (bytes: Buffer) => {
      try {
        listener.take(parse(bytes));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refuse(error.message, status.INVALID_ARGUMENT);
      }
    });
    stream.on('end', () => stream.end());
  });
  return {
    url: host,
    refusals,
    get count() {
      return count;
    },
    close,
  };
}

/** A message, if it is of the protocol and holds nothing else. */
function parse(bytes: Buffer): Request {
  const message = recognise.requestDeserialize(bytes);
  if (!recognise.requestSerialize(message).equals(bytes)) throw new Refusal('unknown field');
  const known = Object.fromEntries(Object.entries(message).filter(([name]) => isSet(message, name)));
  const { success, data } = request.safeParse(known);
  if (!success) throw new Refusal('not of the protocol');
  return data;
}

const isSet = (message: object, name: string): boolean =>
  name === 'request' || ('request' in message && message.request === name);

class Listener {
  readonly #stream: Stream;
  #ear: ToneEar | null = null;
  #wantsPartials = false;
  #lastDelta = '';
  #flushCount = 0;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  take(message: Request): void {
    if (message.request === 'config') {
      if (this.#ear) throw new Refusal('second config');
      this.#ear = new ToneEar(message.config.sampleRateHz);
      this.#wantsPartials = message.config.partials;
      return;
    }
    if (!this.#ear) throw new Refusal('no config');
    if (message.request === 'audio') this.#hear(this.#ear, Buffer.from(message.audio));
    else this.#flush(this.#ear, message.flush.flushId);
  }

  #hear(ear: ToneEar, bytes: Buffer): void {
    if (bytes.length % 2 > 0) throw new Refusal('half a sample');
    ear.add(Array.from({ length: bytes.length / 2 }, (_, n) => bytes.readInt16LE(n * 2)));
    if (ear.hear().isDistorted) throw new Refusal('noise');
    const text = ear.wholeWords;
    if (this.#wantsPartials && text !== this.#lastDelta) this.#stream.write({ delta: { text } });
    this.#lastDelta = text;
  }

  #flush(ear: ToneEar, flushId: number): void {
    this.#flushCount += 1;
    if (flushId !== this.#flushCount) throw new Refusal('flush id');
    const { text } = ear.hear();
    const endMs = Math.round(ear.durationS * 1000);
    const words = text === '' ? [] : text.split(' ').map((word) => ({ text: word, startMs: 0, endMs }));
    this.#stream.write({ final: { flushId, text, words, ...(text !== '' && { confidence: 0.75 }) } });
    this.#lastDelta = '';
    ear.clear();
  }
}

const statuses: Readonly<Record<number, status>> = {
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  429: status.RESOURCE_EXHAUSTED,
  500: status.UNAVAILABLE,
  503: status.UNAVAILABLE,
};

/** A server of `callwright.speech.v1` in one kind of trouble. */
export async function startTroubledGrpc(trouble: Trouble): Promise<TroubledServer> {
  const code = statuses[Number(/^status (\d+)$/.exec(trouble)?.[1] ?? 0)];
  let count = 0;
  const { host, close } = await serve((stream) => {
    count += 1;
    if (code !== undefined) {
      stream.emit('error', Object.assign(new Error('no'), { code }));
      return;
    }
    let heardCount = 0;
    stream.on('data', () => {
      heardCount += 1;
      // The config is the first.
      if (heardCount !== 2) return;
      if (trouble === 'breaks off') stream.end();
      if (trouble === 'talks garbage') stream.write({ garbage: true });
      if (trouble === 'talks without end') stream.write({ delta: { text: 'x'.repeat(4 * 1024 * 1024) } });
    });
  });
  if (trouble === 'refuses connections') await close();
  return {
    host,
    isSilent: trouble === 'never answers' || trouble === 'says nothing',
    get count() {
      return count;
    },
    close,
  };
}

/** A server that gets each message as it came over the wire. */
async function serve(onStream: (stream: Stream) => void): Promise<{ host: string; close: () => Promise<void> }> {
  const server = new Server();
  server.addService(
    { Recognise: { ...recognise, requestDeserialize: (bytes: Buffer) => bytes } },
    {
      Recognise: (stream: Stream) => {
        stream.sendMetadata(new Metadata());
        onStream(stream);
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { host: `127.0.0.1:${port}`, close: async () => server.forceShutdown() };
}
