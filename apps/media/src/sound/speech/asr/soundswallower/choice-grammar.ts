import { AppError, type SpeechChoice } from '@callwright/protocol';
import type { Strictness } from '../port.js';
import { type AsrLanguage, languageModels } from './languages.js';
import { spokenWords } from './spoken-form.js';

/** Words the engine can listen for at a time without falling behind. */
const MAX_WORDS = 5000;

/** Begins the names of the single sounds that anything else is heard as; no word of a phrase has it. */
const SOUND_PREFIX = '__';

/**
 * Weight of "anything else" against the choices. Measured on four voices and six menus (120 answers, 384 other phrases):
 * understood and refused 97 % and 89 % loose, 97 % and 95 % normal, 95 % and 97 % strict; with white noise at 25 dB 90 %
 * and 89 %, 88 % and 97 %, 85 % and 98 %. Below 1e-27 the engine drops it, and nothing is refused.
 */
const garbageWeights: Readonly<Record<Strictness, string>> = { loose: '1e-26', normal: '1e-22', strict: '1e-20' };

/** What an engine needs to listen for choices. */
export type ChoiceGrammar = {
  readonly language: AsrLanguage;
  /** The grammar in JSGF; the same text is the same grammar. */
  readonly jsgf: string;
  /** All words of the phrases, each once. */
  readonly words: readonly string[];
};

/** A grammar, and what its phrases mean. */
export type ChoiceListener = {
  readonly grammar: ChoiceGrammar;
  /** The choice whose phrase was recognised, and the phrase as its author wrote it; null for anything else. */
  readonly interpret: (recognised: string) => { readonly choice: string; readonly text: string } | null;
};

/**
 * Makes the grammar of choices: one of the phrases, or any row of single sounds, which stands for all that is none of
 * them. A phrase that two choices share belongs to the first.
 * @throws AppError `speech.asrFailed` when there is nothing to listen for, or too much
 */
export function createChoiceListener(
  choices: readonly SpeechChoice[],
  language: AsrLanguage,
  strictness: Strictness,
): ChoiceListener {
  const meanings = new Map<string, { choice: string; text: string }>();
  const words = new Set<string>();
  for (const { id, phrases } of choices) {
    for (const text of phrases) {
      const spoken = spokenWords(text, language);
      const key = spoken.join(' ');
      if (key === '' || meanings.has(key)) continue;
      meanings.set(key, { choice: id, text });
      for (const word of spoken) words.add(word);
    }
  }
  if (meanings.size === 0) throw new AppError('speech.asrFailed', 'This recogniser needs choices to listen for');
  if (words.size > MAX_WORDS) throw new AppError('speech.asrFailed', `More than ${MAX_WORDS} words to listen for`);
  return {
    grammar: { language, jsgf: formatJsgf([...meanings.keys()], language, strictness), words: [...words] },
    interpret: (recognised) => meanings.get(recognised) ?? null,
  };
}

/** The grammar's words for single sounds, with the sound each stands for. */
export const soundWords = (language: AsrLanguage): readonly (readonly [word: string, sound: string])[] =>
  languageModels[language].sounds.map((sound) => [`${SOUND_PREFIX}${sound.toLowerCase()}`, sound]);

/** What was recognised without the sounds that stand for anything else. */
export const withoutSounds = (recognised: string): string =>
  recognised
    .split(' ')
    .filter((word) => !word.startsWith(SOUND_PREFIX))
    .join(' ');

/** Phrases are letters, apostrophes and spaces by now: none can be taken for a sign of the grammar. */
function formatJsgf(phrases: readonly string[], language: AsrLanguage, strictness: Strictness): string {
  const sounds = soundWords(language).map(([word]) => word);
  return [
    '#JSGF V1.0 UTF-8;',
    'grammar choices;',
    `public <answer> = /1.0/ <phrase> | /${garbageWeights[strictness]}/ <other>;`,
    `<phrase> = ${phrases.join(' | ')};`,
    '<other> = <sound> <sound>*;',
    `<sound> = ${sounds.join(' | ')};`,
  ].join('\n');
}
