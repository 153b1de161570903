import { int16ToFloat, resample, rmsOf } from '@callwright/audio';
import type { Decoder, Segment, SoundSwallowerModule } from 'soundswallower';
import { soundWords } from './asr/soundswallower/choice-grammar.js';
import { ENGINE_RATE_HZ, loadDecoder, loadEngineModule } from './asr/soundswallower/engine-module.js';
import { letterToSound } from './asr/soundswallower/letter-to-sound.js';
import { spokenWords } from './asr/soundswallower/spoken-form.js';
import { padWithSilence } from './test-noise.js';

/** Frames of the engine: 10 ms. */
const FRAME_SAMPLES = ENGINE_RATE_HZ / 100;
/** A sound whose loudest frame is below this is silence. */
const SILENCE_LEVEL = 10 ** (-50 / 20);
/** Frames within 30 dB of the loudest are speech that the phrase must account for. */
const SPEECH_RANGE = 10 ** (-30 / 20);
/** What is between the words of a prompt must be quiet: the engine's own value. */
const FILL_PROBABILITY = 1e-8;
/** Quiet put around the speech, so that the engine hears where it begins and ends. */
const QUIET_SAMPLES = ENGINE_RATE_HZ / 5;

/**
 * How much better the phrase must explain the sound than any row of single sounds does, a frame, in the engine's log
 * scores. Measured on 72 prompts by three voices, plain, over mu-law and over Opus at 12 and 24 kbit/s: 6.6 and more;
 * other sentences that cover the speech: 0.3 at most. Only a sentence that differs in one word comes as high.
 */
const MIN_MARGIN = 3.5;
/**
 * Share of the speech that must fall into words; prompts have 0.94 and more. What another sentence says beyond its like
 * beginning would pass for a pause (measured: 0.63 at most).
 */
const MIN_COVERAGE = 0.8;

/** The engine's inner functions, which give the score of a result; its types leave them out. */
type ScoringModule = SoundSwallowerModule & {
  readonly HEAP32: Int32Array;
  _decoder_hyp(decoder: number, score: number): number;
  _malloc(sizeBytes: number): number;
};

/** How well a sound fits one of the phrases. */
export type PromptMatch = {
  readonly phrase: string;
  /** Score a frame above that of any row of sounds. */
  readonly margin: number;
  /** Share of the speech that falls into the phrase's words, 0 to 1. */
  readonly coverage: number;
};

/**
 * Tells which of some sentences a sound is. Meant for checking what a caller heard, where a wrong yes is worse than a
 * wrong no: unlike a recogniser of answers it asks twice, and refuses what the sentence does not account for. Sentences
 * that differ in one word are told apart only when both are among the phrases.
 */
export class PromptCheck {
  readonly #module: ScoringModule;
  readonly #decoder: Decoder;
  readonly #scoreAddress: number;

  private constructor(module: ScoringModule, decoder: Decoder) {
    this.#module = module;
    this.#decoder = decoder;
    this.#scoreAddress = module._malloc(Int32Array.BYTES_PER_ELEMENT);
  }

  /** Loads engine and English model, about 0.3 s. */
  static async load(): Promise<PromptCheck> {
    const module = (await loadEngineModule()) as ScoringModule;
    return new PromptCheck(module, await loadDecoder(module, 'en', FILL_PROBABILITY));
  }

  /** The phrase that a sound is, or an empty text when it is none of them. */
  recognise(samples: Int16Array, rateHz: number, phrases: readonly string[]): string {
    const match = this.match(samples, rateHz, phrases);
    return match && match.margin >= MIN_MARGIN && match.coverage >= MIN_COVERAGE ? match.phrase : '';
  }

  /** The phrase that fits best and how well it does; null for silence and when none fits at all. */
  match(samples: Int16Array, rateHz: number, phrases: readonly string[]): PromptMatch | null {
    const speech = trim(resample(samples, rateHz, ENGINE_RATE_HZ));
    if (!speech) return null;
    const bySpoken = new Map(phrases.map((phrase) => [spokenWords(phrase, 'en').join(' '), phrase]));
    for (const spoken of bySpoken.keys()) this.#teach(spoken.split(' '));
    const best = this.#decode(speech, [...bySpoken.keys()].join(' | '));
    const phrase = bySpoken.get(best.text);
    if (phrase === undefined) return null;
    const coverage = coverageOf(speech, this.#decoder.get_alignment().w ?? []);
    const sounds = soundWords('en').map(([word]) => word);
    const anything = this.#decode(speech, `<sound> <sound>*;\n<sound> = ${sounds.join(' | ')}`);
    const frameCount = (speech.length - 2 * QUIET_SAMPLES) / FRAME_SAMPLES;
    return { phrase, margin: (best.score - anything.score) / frameCount, coverage };
  }

  #teach(words: readonly string[]): void {
    for (const word of words) {
      if (!this.#decoder.lookup_word(word)) this.#decoder.add_words([word, letterToSound(word)]);
    }
  }

  #decode(speech: Int16Array, rule: string): { readonly text: string; readonly score: number } {
    this.#decoder.set_grammar(`#JSGF V1.0;\ngrammar prompts;\npublic <prompt> = ${rule};`);
    this.#decoder.start();
    this.#decoder.process_audio(int16ToFloat(speech), false, true);
    this.#decoder.stop();
    const { cdecoder } = this.#decoder as Decoder & { readonly cdecoder: number };
    this.#module._decoder_hyp(cdecoder, this.#scoreAddress);
    const score = this.#module.HEAP32[this.#scoreAddress / Int32Array.BYTES_PER_ELEMENT] ?? 0;
    return { text: this.#decoder.get_text(), score };
  }
}

/** The sound from its first speech to its last, with a little quiet around it; null when there is none. */
function trim(samples: Int16Array): Int16Array | null {
  const levels = levelsOf(samples);
  const loudest = Math.max(0, ...levels);
  if (loudest < SILENCE_LEVEL) return null;
  const isSpeech = (level: number) => level >= loudest * SPEECH_RANGE;
  const first = levels.findIndex(isSpeech);
  const last = levels.findLastIndex(isSpeech);
  return padWithSilence(
    samples.subarray(first * FRAME_SAMPLES, (last + 1) * FRAME_SAMPLES),
    QUIET_SAMPLES,
    QUIET_SAMPLES,
  );
}

/** Share of the frames with speech in them that lie in a word. */
function coverageOf(speech: Int16Array, segments: readonly Segment[]): number {
  const levels = levelsOf(speech);
  const limit = Math.max(...levels) * SPEECH_RANGE;
  const words = segments.filter(({ t }) => /^[a-z']/.test(t));
  const isInWord = (frame: number) => words.some(({ b, d }) => frame / 100 >= b && frame / 100 < b + d);
  const speechFrames = levels.flatMap((level, frame) => (level >= limit ? [frame] : []));
  return speechFrames.filter(isInWord).length / speechFrames.length;
}

const levelsOf = (samples: Int16Array): number[] =>
  Array.from({ length: Math.floor(samples.length / FRAME_SAMPLES) }, (_, frame) =>
    rmsOf(samples.subarray(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES)),
  );
