import { sine } from '@callwright/audio';
import { melFrequency } from '../asr/streaming-onnx/mel-filters.js';

/** A language of tones, for models that tests make: each word is one tone, in the middle of one mel filter of 80. */
export const toneWords: readonly string[] = [
  ...['sales', 'account', 'balance', 'yes', 'elephant', 'opening', 'hours', 'twenty', 'five', 'no', 'billing'],
];

/** Words are this many filters apart, from the first one on: below 4 kHz, so that they pass a telephone. */
const FIRST_FILTER = 18;
const FILTER_STEP = 3;
const WORD_MS = 160;
const GAP_MS = 80;
const LEVEL = 0.6;

/** The mel filter that a word sounds in, as an index. */
export const filterOf = (wordIndex: number): number => FIRST_FILTER + wordIndex * FILTER_STEP;

/** A phrase of {@link toneWords} as sound; other words are silent. */
export function sayInTones(phrase: string, rateHz: number): Int16Array {
  const words = phrase.toLowerCase().split(' ');
  const wordSamples = (WORD_MS * rateHz) / 1000;
  const stepSamples = ((WORD_MS + GAP_MS) * rateHz) / 1000;
  const sound = new Int16Array(words.length * stepSamples);
  for (const [position, word] of words.entries()) {
    const index = toneWords.indexOf(word);
    if (index < 0) continue;
    const tone = sine(melFrequency(filterOf(index), 80), WORD_MS, rateHz);
    // Raised cosine: a tone that begins at once is heard in all filters.
    for (let at = 0; at < wordSamples; at++) {
      const swell = 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / wordSamples);
      sound[position * stepSamples + at] = (tone[at] ?? 0) * LEVEL * swell;
    }
  }
  return sound;
}
