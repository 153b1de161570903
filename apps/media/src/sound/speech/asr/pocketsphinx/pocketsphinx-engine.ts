import { joinSamples } from '@callwright/audio';
import type { EngineAnswer } from '../engine/messages.js';
import { type EngineStream, type Heard, NOTHING_HEARD, type SpeechEngine } from '../engine/speech-engine.js';
import { GrammarEngine } from '../soundswallower/grammar-engine.js';
import { GrammarStream } from './grammar-stream.js';
import { PocketsphinxDecoder } from './pocketsphinx-decoder.js';
import { findPocketsphinxModel } from './pocketsphinx-model.js';

/** What the engine is told when its process starts. */
export type PocketsphinxSettings = { readonly modelDir?: string };

/** Callers heard while they speak; more are understood when they have finished. Each costs 100 MB, once it is needed. */
const MAX_LIVE = 3;

/** PocketSphinx with a few decoders. @throws AppError as {@link PocketsphinxDecoder} and {@link findPocketsphinxModel} */
export async function createPocketsphinxEngine({ modelDir }: PocketsphinxSettings): Promise<SpeechEngine> {
  const model = findPocketsphinxModel(modelDir);
  const decoders = new Decoders(() => new PocketsphinxDecoder(model));
  let grammars: Promise<GrammarEngine> | undefined;
  return {
    rateHz: model.rateHz,
    openStream: async ({ grammar, isAlsoFree }) => {
      if (!grammar) return new PocketsphinxStream(decoders, null);
      grammars ??= GrammarEngine.load();
      const choices = new GrammarStream(await grammars, grammar);
      return isAlsoFree ? new PocketsphinxStream(decoders, choices) : choices;
    },
  };
}

/** Lends decoders to utterances; one is kept for those who got none. */
class Decoders {
  readonly spare: PocketsphinxDecoder;
  readonly #create: () => PocketsphinxDecoder;
  readonly #free: PocketsphinxDecoder[] = [];
  #liveCount = 1;

  constructor(create: () => PocketsphinxDecoder) {
    this.#create = create;
    this.spare = create();
    // The first caller is not to wait for it.
    this.#free.push(create());
  }

  /** @returns null when all are lent */
  borrow(): PocketsphinxDecoder | null {
    const free = this.#free.pop();
    if (free || this.#liveCount >= MAX_LIVE) return free ?? null;
    this.#liveCount += 1;
    return this.#create();
  }

  giveBack(decoder: PocketsphinxDecoder): void {
    this.#free.push(decoder);
  }
}

class PocketsphinxStream implements EngineStream {
  readonly #decoders: Decoders;
  /** What is listened for before all else. */
  readonly #choices: GrammarStream | null;
  #live: PocketsphinxDecoder | null = null;
  /** The utterance, for those that are understood as a whole. */
  #pieces: Int16Array[] = [];

  constructor(decoders: Decoders, choices: GrammarStream | null) {
    this.#decoders = decoders;
    this.#choices = choices;
  }

  async accept(samples: Int16Array): Promise<Heard> {
    if (this.#pieces.length === 0) this.#begin();
    this.#pieces.push(samples);
    if (!this.#live) return NOTHING_HEARD;
    this.#live.hear(samples);
    return { text: this.#live.words(), isEndpoint: false };
  }

  async finish(): Promise<EngineAnswer> {
    const sound = joinSamples(this.#pieces);
    this.#pieces = [];
    const heard = this.#release();
    const choice = await this.#choices?.understand(sound);
    if (choice) return { text: choice };
    if (heard !== null) return { text: heard };
    const { spare } = this.#decoders;
    spare.begin();
    spare.hear(sound, true);
    return { text: spare.end() };
  }

  async reset(): Promise<void> {
    this.#pieces = [];
    this.#release();
  }

  close(): void {
    this.#pieces = [];
    this.#release();
  }

  #begin(): void {
    const live = this.#decoders.borrow();
    try {
      live?.begin();
      this.#live = live;
    } catch (error) {
      if (live) this.#decoders.giveBack(live);
      throw error;
    }
  }

  #release(): string | null {
    const live = this.#live;
    this.#live = null;
    if (!live) return null;
    const words = live.end();
    this.#decoders.giveBack(live);
    return words;
  }
}
