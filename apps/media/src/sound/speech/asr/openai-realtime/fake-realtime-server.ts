import { z } from 'zod';
import { Fixture } from '../../remote/testing/fixture.js';
import { Refusal, type Script, type StandIn, startSocketStandIn, type Visitor } from '../../remote/testing/stand-in.js';
import { ToneEar } from '../../remote/testing/tone-speech.js';

const samples = new Fixture(new URL('./fixtures/messages.jsonl', import.meta.url));
const RATE_HZ = 24_000;
const MIN_COMMIT_S = 0.1;

/** What a client may say, field by field: API reference, Realtime client events. */
const clientMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('session.update'),
    session: z.strictObject({
      type: z.literal('transcription'),
      audio: z.strictObject({
        input: z.strictObject({
          format: z.strictObject({ type: z.literal('audio/pcm'), rate: z.literal(RATE_HZ) }),
          transcription: z.strictObject({
            model: z.string(),
            language: z.string().regex(/^[a-z]{2}$/),
            prompt: z.string().optional(),
          }),
          turn_detection: z.null(),
        }),
      }),
    }),
  }),
  z.strictObject({ type: z.literal('input_audio_buffer.append'), audio: z.base64().min(4) }),
  z.strictObject({ type: z.literal('input_audio_buffer.commit') }),
]);
type ClientMessage = z.infer<typeof clientMessage>;

/** OpenAI's realtime interface in a transcription session, with one key. It hears tone speech. */
export const startFakeRealtime = (key: string): Promise<StandIn> =>
  startSocketStandIn({
    admit({ headers }, url) {
      if (headers.authorization !== `Bearer ${key}`) return { status: 401, reason: 'auth' };
      return url.searchParams.get('intent') === 'transcription' ? null : { status: 400, reason: 'intent' };
    },
    serve: (visitor) => new Session(visitor),
  });

class Session implements Script {
  readonly #visitor: Visitor;
  readonly #ear = new ToneEar(RATE_HZ);
  #isConfigured = false;
  #itemCount = 0;

  constructor(visitor: Visitor) {
    this.#visitor = visitor;
    visitor.say(samples.object('sessionCreated'));
  }

  onText(text: string): void {
    const { success, data } = clientMessage.safeParse(JSON.parse(text));
    if (!success) throw new Refusal('invalid_request_error');
    if (data.type !== 'session.update' && !this.#isConfigured) throw new Refusal('no session');
    this.#take(data);
  }

  onBytes(): void {
    throw new Refusal('bytes');
  }

  #take(message: ClientMessage): void {
    switch (message.type) {
      case 'session.update':
        this.#isConfigured = true;
        this.#visitor.say(samples.object('sessionUpdated'));
        return;
      case 'input_audio_buffer.append':
        this.#hear(Buffer.from(message.audio, 'base64'));
        return;
      case 'input_audio_buffer.commit':
        this.#commit();
    }
  }

  #hear(bytes: Buffer): void {
    if (bytes.length % 2 > 0) throw new Refusal('half a sample');
    this.#ear.add(Array.from({ length: bytes.length / 2 }, (_, n) => bytes.readInt16LE(n * 2)));
    if (this.#ear.hear().isDistorted) throw new Refusal('noise');
  }

  /** Words come only once the item is committed. */
  #commit(): void {
    if (this.#ear.durationS < MIN_COMMIT_S) {
      const error = { type: 'invalid_request_error', code: 'input_audio_buffer_commit_empty', message: 'too small' };
      this.#visitor.say({ ...samples.object('error'), error });
      return;
    }
    this.#itemCount += 1;
    const item_id = `item_${this.#itemCount}`;
    const transcript = this.#ear.hear().text;
    this.#ear.clear();
    this.#visitor.say({ ...samples.object('committed'), item_id });
    for (const delta of transcript.match(/ ?[a-z]+/g) ?? [])
      this.#visitor.say({ ...samples.object('delta'), item_id, delta });
    this.#visitor.say({ ...samples.object('completed'), item_id, transcript });
  }
}
