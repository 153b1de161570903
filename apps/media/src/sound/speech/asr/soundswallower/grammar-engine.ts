import { AppError } from '@callwright/protocol';
import type { Decoder, SoundSwallowerModule } from 'soundswallower';
import { type ChoiceGrammar, formatSecondHearing, withoutSounds } from './choice-grammar.js';
import { loadDecoder, loadEngineModule } from './engine-module.js';
import type { AsrLanguage } from './languages.js';
import { letterToSound } from './letter-to-sound.js';

/**
 * Noise on the line is no word: the engine's own 1e-8 makes it hear single sounds instead, and refuse. With white noise
 * 20 dB below the voice 34 of 44 answers are understood in place of 19, in quiet as many as before.
 */
const FILL_PROBABILITY = 1;

/** The dictionary keeps every word it was ever taught; beyond so many of them the decoder is made anew. */
const MAX_TAUGHT_WORDS = 5000;

/** One thread's recogniser: a decoder for each language, about 27 MB and 0.2 s to load. It blocks while it works. */
export class GrammarEngine {
  readonly #module: SoundSwallowerModule;
  readonly #decoders = new Map<AsrLanguage, GrammarDecoder>();

  private constructor(module: SoundSwallowerModule) {
    this.#module = module;
  }

  /** Loads the engine without any language. */
  static async load(): Promise<GrammarEngine> {
    return new GrammarEngine(await loadEngineModule());
  }

  /** Makes the language and the grammar ready, so that the next {@link recognise} only listens. */
  async prepare(grammar: ChoiceGrammar): Promise<void> {
    await this.#decoderFor(grammar);
  }

  /**
   * What was said in one whole utterance.
   * @param samples -1 to 1 at the engine's rate, 8000 Hz
   * @returns words of the grammar with spaces between; empty when it was none of the phrases
   * @throws AppError `speech.asrFailed` when a word cannot be taught or the engine gives up
   */
  async recognise(grammar: ChoiceGrammar, samples: Float32Array): Promise<string> {
    const decoder = await this.#decoderFor(grammar);
    try {
      const found = withoutSounds(decoder.decode(samples));
      const { language, doubtPower } = grammar;
      if (found === '' || doubtPower === undefined) return found;
      decoder.listenFor({ language, words: [], jsgf: formatSecondHearing(found, language, doubtPower) });
      return withoutSounds(decoder.decode(samples));
    } catch (cause) {
      // A decoder that failed in the middle of an utterance would refuse the next one.
      this.#discard(grammar.language);
      throw new AppError('speech.asrFailed', 'The recogniser failed', { cause });
    }
  }

  async #decoderFor(grammar: ChoiceGrammar): Promise<GrammarDecoder> {
    const known = this.#decoders.get(grammar.language);
    if (known && known.taughtWords < MAX_TAUGHT_WORDS) {
      known.listenFor(grammar);
      return known;
    }
    this.#discard(grammar.language);
    const loaded = await loadDecoder(this.#module, grammar.language, FILL_PROBABILITY);
    const decoder = new GrammarDecoder(loaded, grammar.language);
    this.#decoders.set(grammar.language, decoder);
    decoder.listenFor(grammar);
    return decoder;
  }

  #discard(language: AsrLanguage): void {
    this.#decoders.get(language)?.close();
    this.#decoders.delete(language);
  }
}

/** A decoder of one language with the grammar it listens for. */
class GrammarDecoder {
  readonly #decoder: Decoder;
  readonly #language: AsrLanguage;
  #jsgf = '';
  taughtWords = 0;

  constructor(decoder: Decoder, language: AsrLanguage) {
    this.#decoder = decoder;
    this.#language = language;
  }

  listenFor({ jsgf, words }: ChoiceGrammar): void {
    if (jsgf === this.#jsgf) return;
    for (const word of words) if (!this.#decoder.lookup_word(word)) this.#teach(word);
    try {
      this.#decoder.set_grammar(jsgf);
    } catch (cause) {
      throw new AppError('speech.asrFailed', 'The recogniser cannot use the choices', { cause });
    }
    this.#jsgf = jsgf;
  }

  /** Whole utterances with their own mean: measured better than what streaming makes of a first word. */
  decode(samples: Float32Array): string {
    this.#decoder.start();
    if (samples.length > 0) this.#decoder.process_audio(samples, false, true);
    this.#decoder.stop();
    return this.#decoder.get_text();
  }

  close(): void {
    this.#decoder.delete();
  }

  #teach(word: string): void {
    const sounds = this.#language === 'en' ? letterToSound(word) : '';
    if (sounds === '') throw new AppError('speech.asrFailed', 'A word of the choices is not in the dictionary');
    this.#decoder.add_words([word, sounds]);
    this.taughtWords += 1;
  }
}
