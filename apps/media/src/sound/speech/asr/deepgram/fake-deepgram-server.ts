import type { Clock } from '../../../../platform/clock.js';
import { Fixture } from '../../remote/testing/fixture.js';
import { Refusal, type Script, type StandIn, startSocketStandIn, type Visitor } from '../../remote/testing/stand-in.js';
import { ToneEar } from '../../remote/testing/tone-speech.js';

const samples = new Fixture(new URL('./fixtures/messages.jsonl', import.meta.url));
const PATH = '/v1/listen';
const AUDIO_TIMEOUT_MS = 10_000;
const INSIGNIFICANT_S = 0.1;
/** RFC 6455 §7.4.1: a message it has no use for. */
const POLICY = 1008;

/** What each parameter may be; others are refused. */
const parameters: Readonly<Record<string, RegExp>> = {
  model: /^nova-[23]$/,
  language: /^(en|en-US|fr|de)$/,
  encoding: /^linear16$/,
  sample_rate: /^(8000|16000)$/,
  channels: /^1$/,
  interim_results: /^(true|false)$/,
  endpointing: /^\d+$/,
  utterance_end_ms: /^[1-9]\d{3}$/,
  smart_format: /^(true|false)$/,
  keyterm: /./,
};
const required = ['encoding', 'sample_rate'];

/** Deepgram as documented: one key, one encoding, and ten seconds of patience. It hears tone speech. */
export const startFakeDeepgram = (key: string, clock: Clock): Promise<StandIn> =>
  startSocketStandIn({
    admit({ headers }, url) {
      if (headers.authorization !== `Token ${key}`) return { status: 401, reason: 'auth' };
      if (url.pathname !== PATH) return { status: 404, reason: 'path' };
      const wrong = wrongParameter(url.searchParams);
      return wrong === undefined ? null : { status: 400, reason: `parameter ${wrong}` };
    },
    serve: (visitor) => new Listener(visitor, clock),
  });

function wrongParameter(given: URLSearchParams): string | undefined {
  const missing = required.find((name) => !given.has(name));
  return missing ?? [...given].find(([name, value]) => !parameters[name]?.test(value))?.[0];
}

class Listener implements Script {
  readonly #visitor: Visitor;
  readonly #clock: Clock;
  readonly #ear: ToneEar;
  /** Where what is not final begins. */
  #startS = 0;
  #lastInterim = '';
  #patience: { cancel(): void } | null = null;
  #saidGoodbye = false;

  constructor(visitor: Visitor, clock: Clock) {
    this.#visitor = visitor;
    this.#clock = clock;
    this.#ear = new ToneEar(Number(visitor.url.searchParams.get('sample_rate')));
    this.#wait();
  }

  onText(text: string): void {
    const known = ['keepAlive', 'finalize', 'closeStream'].find((name) => samples.text(name) === text);
    if (known === undefined) throw new Refusal(`message ${text}`, POLICY);
    if (known === 'keepAlive') this.#wait();
    if (known === 'finalize') this.#finalize();
    if (known === 'closeStream') {
      this.#saidGoodbye = true;
      this.#visitor.say(samples.object('metadata'));
      this.#visitor.hangUp();
    }
  }

  onBytes(bytes: Buffer): void {
    this.#wait();
    if (bytes.length % 2 > 0) throw new Refusal('DATA-0000', POLICY);
    this.#ear.add(Array.from({ length: bytes.length / 2 }, (_, n) => bytes.readInt16LE(n * 2)));
    if (this.#ear.hear().isDistorted) throw new Refusal('DATA-0000', POLICY);
    const words = this.#ear.wholeWords;
    if (words === '' || words === this.#lastInterim || this.#parameter('interim_results') !== 'true') return;
    this.#lastInterim = words;
    this.#say(words, { is_final: false, speech_final: false });
  }

  onClose(): void {
    this.#patience?.cancel();
    if (!this.#saidGoodbye) this.#visitor.refuse(new Refusal('no CloseStream'));
  }

  /** Page Finalize: with nothing much to finalise there may be no answer. */
  #finalize(): void {
    if (this.#ear.durationS > INSIGNIFICANT_S)
      this.#say(this.#ear.hear().text, { is_final: true, speech_final: false, from_finalize: true });
    this.#startS += this.#ear.durationS;
    this.#lastInterim = '';
    this.#ear.clear();
  }

  #say(transcript: string, state: object): void {
    const start = this.#startS;
    const duration = this.#ear.durationS;
    const words =
      transcript === '' ? [] : transcript.split(' ').map((word) => ({ word, start, end: start + duration }));
    const channel = { alternatives: [{ transcript, confidence: 0.9, words }] };
    this.#visitor.say({ ...samples.object('results'), start, duration, channel, ...state });
  }

  #wait(): void {
    this.#patience?.cancel();
    this.#patience = this.#clock.startTimer(AUDIO_TIMEOUT_MS, () => this.#visitor.refuse(new Refusal('NET-0001')));
  }

  #parameter(name: string): string | null {
    return this.#visitor.url.searchParams.get(name);
  }
}
