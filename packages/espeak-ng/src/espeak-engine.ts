import createModule, { type ESpeakWorker } from '@echogarden/espeak-ng-emscripten/espeak-ng.js';
import type { SpeakInput, SpeechPiece } from './messages.js';

/** Words a minute at speed 1, and what the engine can do. */
const WORDS_A_MINUTE = 175;
const SLOWEST = 80;
const FASTEST = 450;
/** What `set_voice` says when it has the voice; for one it has not it says 2, and goes on with the voice it had. */
const VOICE_IS_SET = 0;

/** A voice the engine has not. */
export class UnknownVoiceError extends Error {}

/** eSpeak NG, loaded once: about 40 MB and 0.2 s. It blocks while it speaks. */
export class EspeakEngine {
  readonly #worker: ESpeakWorker;

  private constructor(worker: ESpeakWorker) {
    this.#worker = worker;
  }

  static async load(): Promise<EspeakEngine> {
    // It writes what it thinks of a text; that is nobody's business.
    const silence = () => undefined;
    const module = await createModule({ print: silence, printErr: silence });
    return new EspeakEngine(await new module.eSpeakNGWorker());
  }

  /**
   * Says a text.
   * @param onPiece gets about 100 ms at a time, while the rest is being made; answers whether to stop
   * @throws UnknownVoiceError
   */
  speak({ text, voice, speed }: SpeakInput, onPiece: (piece: SpeechPiece) => boolean): void {
    if (this.#worker.set_voice(voice) !== VOICE_IS_SET) throw new UnknownVoiceError(`There is no voice ${voice}`);
    this.#worker.set_rate(Math.round(Math.min(FASTEST, Math.max(SLOWEST, speed * WORDS_A_MINUTE))));
    const rateHz = this.#worker.samplerate;
    this.#worker.synthesize(withoutMarkup(text), (samples) => samples.length > 0 && onPiece({ samples, rateHz }));
  }
}

/** The engine obeys SSML: a text with `<break time="10h"/>` in it is to be read, not obeyed. */
const withoutMarkup = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
