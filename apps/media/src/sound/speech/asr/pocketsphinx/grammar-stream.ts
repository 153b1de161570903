import { int16ToFloat, joinSamples } from '@callwright/audio';
import type { EngineAnswer } from '../engine/messages.js';
import type { EngineStream, Heard } from '../engine/speech-engine.js';
import type { ChoiceGrammar } from '../soundswallower/choice-grammar.js';
import type { GrammarEngine } from '../soundswallower/grammar-engine.js';

/** Speech before the first look at an unfinished utterance; each look takes in all of it, so they get rarer. */
const FIRST_LOOK_SAMPLES = 2400;
const LOOK_GROWTH = 1.25;

/**
 * One caller with choices or a grammar: soundswallower, of the same family, is measured far better at those (short
 * answers) than PocketSphinx with a grammar, and refuses what is none of them.
 */
export class GrammarStream implements EngineStream {
  readonly #engine: GrammarEngine;
  readonly #grammar: ChoiceGrammar;
  #pieces: Int16Array[] = [];
  #sampleCount = 0;
  #nextLook = FIRST_LOOK_SAMPLES;
  #heard = '';

  constructor(engine: GrammarEngine, grammar: ChoiceGrammar) {
    this.#engine = engine;
    this.#grammar = grammar;
  }

  async accept(samples: Int16Array): Promise<Heard> {
    this.#pieces.push(samples);
    this.#sampleCount += samples.length;
    if (this.#sampleCount >= this.#nextLook) {
      this.#nextLook = this.#sampleCount * LOOK_GROWTH;
      this.#heard = await this.understand(joinSamples(this.#pieces));
    }
    return { text: this.#heard, isEndpoint: false };
  }

  async finish(): Promise<EngineAnswer> {
    const text = await this.understand(joinSamples(this.#pieces));
    await this.reset();
    return { text };
  }

  async reset(): Promise<void> {
    this.#pieces = [];
    this.#sampleCount = 0;
    this.#nextLook = FIRST_LOOK_SAMPLES;
    this.#heard = '';
  }

  close(): void {
    this.#pieces = [];
  }

  /** A whole utterance; empty when it is none of the grammar. */
  understand(samples: Int16Array): Promise<string> {
    return this.#engine.recognise(this.#grammar, int16ToFloat(samples));
  }
}
