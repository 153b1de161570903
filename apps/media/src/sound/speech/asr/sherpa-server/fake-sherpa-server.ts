import { floatToInt16 } from '@callwright/audio';
import { Fixture } from '../../remote/testing/fixture.js';
import { Refusal, type Script, type StandIn, startSocketStandIn, type Visitor } from '../../remote/testing/stand-in.js';
import { ToneEar } from '../../remote/testing/tone-speech.js';

const samples = new Fixture(new URL('./fixtures/messages.jsonl', import.meta.url));
const RATE_HZ = 16_000;

/** Which of the two servers of sherpa-onnx it is. */
export type SherpaFlavour = 'cpp' | 'python';

/** A streaming server of sherpa-onnx that hears tone speech. */
export const startFakeSherpa = (flavour: SherpaFlavour): Promise<StandIn> =>
  startSocketStandIn({ admit: () => null, serve: (visitor) => new Stream(visitor, flavour) });

class Stream implements Script {
  readonly #visitor: Visitor;
  readonly #flavour: SherpaFlavour;
  readonly #ear = new ToneEar(RATE_HZ);
  #lastText = '';

  constructor(visitor: Visitor, flavour: SherpaFlavour) {
    this.#visitor = visitor;
    this.#flavour = flavour;
  }

  onText(text: string): void {
    if (text !== samples.text('done')) throw new Refusal(`message ${text}`);
    this.#say(this.#ear.hear().text, { is_final: true, is_eof: true });
    if (this.#flavour === 'cpp') this.#visitor.say(samples.text('over'));
    else this.#visitor.hangUp();
  }

  onBytes(bytes: Buffer): void {
    if (bytes.length % 4 > 0) throw new Refusal('half a sample');
    const floats = Array.from({ length: bytes.length / 4 }, (_, n) => bytes.readFloatLE(n * 4));
    if (!floats.every((sample) => Math.abs(sample) <= 1)) throw new Refusal('not from -1 to 1');
    if (floats.some((sample) => sample !== 0 && Math.abs(sample) < 1e-7)) throw new Refusal('not floating point');
    this.#ear.add(floatToInt16(floats));
    if (this.#ear.hear().isDistorted) throw new Refusal('noise');
    const words = this.#ear.wholeWords;
    if (words !== this.#lastText) this.#say(words, { is_final: false });
    this.#lastText = words;
  }

  #say(text: string, state: object): void {
    if (this.#flavour === 'python') this.#visitor.say({ ...samples.object('resultOfPython'), text });
    else this.#visitor.say({ ...samples.object('result'), text: ` ${text}`, ...state });
  }
}
