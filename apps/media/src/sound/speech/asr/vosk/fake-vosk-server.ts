import { Fixture } from '../../remote/testing/fixture.js';
import { Refusal, type Script, type StandIn, startSocketStandIn, type Visitor } from '../../remote/testing/stand-in.js';
import { ToneEar } from '../../remote/testing/tone-speech.js';

const samples = new Fixture(new URL('./fixtures/messages.jsonl', import.meta.url));
const UNKNOWN = '[unk]';

/** What a config may hold: asr_server.py knows one more, which we have no use for. */
const fields: Readonly<Record<string, (value: unknown) => boolean>> = {
  sample_rate: (value) => value === 8000 || value === 16_000,
  words: (value) => value === 1,
  phrase_list: (value) => Array.isArray(value) && value.every((phrase) => /^[a-z ]+$|^\[unk\]$/.test(phrase)),
};

/** A Vosk server with a model for tone speech. It answers each message, the end with its last words. */
export const startFakeVosk = (): Promise<StandIn> =>
  startSocketStandIn({ admit: () => null, serve: (visitor) => new Recogniser(visitor) });

class Recogniser implements Script {
  readonly #visitor: Visitor;
  #ear: ToneEar | null = null;
  #phrases: readonly string[] | null = null;

  constructor(visitor: Visitor) {
    this.#visitor = visitor;
  }

  onText(text: string): void {
    if (text === samples.text('eof')) {
      this.#end();
      return;
    }
    if (!text.includes('config')) throw new Refusal(`message ${text}`);
    const { config } = JSON.parse(text);
    const wrong = Object.keys(config).find((name) => !fields[name]?.(config[name]));
    if (wrong !== undefined || config.sample_rate === undefined) throw new Refusal(`config ${wrong ?? 'sample_rate'}`);
    this.#ear = new ToneEar(config.sample_rate);
    this.#phrases = config.phrase_list ?? null;
  }

  onBytes(bytes: Buffer): void {
    if (!this.#ear) throw new Refusal('no config');
    if (bytes.length % 2 > 0) throw new Refusal('half a sample');
    this.#ear.add(Array.from({ length: bytes.length / 2 }, (_, n) => bytes.readInt16LE(n * 2)));
    if (this.#ear.hear().isDistorted) throw new Refusal('noise');
    this.#visitor.say({ ...samples.object('partial'), partial: this.#ear.wholeWords });
  }

  #end(): void {
    const said = this.#ear?.hear().text ?? '';
    const text = said === '' || this.#phrases === null || this.#phrases.includes(said) ? said : UNKNOWN;
    const end = this.#ear?.durationS ?? 0;
    const result = text.split(' ').map((word) => ({ conf: 0.9, start: 0, end, word }));
    this.#visitor.say(text === '' ? samples.object('nothing') : { ...samples.object('result'), result, text });
    this.#visitor.hangUp();
  }
}
