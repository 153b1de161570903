import type { Strictness } from '@callwright/flow-engine';
import { AppError, type BuiltInGrammar, type SpeechChoice } from '@callwright/protocol';
import { builtInRules, type GrammarRules } from './built-in-grammar.js';
import { type AsrLanguage, languageModels } from './languages.js';
import { spokenWords } from './spoken-form.js';

/** Words the engine can listen for at a time without falling behind. */
const MAX_WORDS = 5000;

/** Begins the names of the single sounds that anything else is heard as; no word of a phrase has it. */
const SOUND_PREFIX = '__';

/**
 * Weight of "anything else" against the choices, as a power of ten below one. Measured on four voices and six menus (120
 * answers, 384 other phrases): understood and refused 97 % and 89 % loose, 97 % and 95 % normal, 95 % and 97 % strict; with
 * white noise at 25 dB 90 % and 89 %, 88 % and 97 %, 85 % and 98 %. Below 1e-27 the engine drops it, and nothing is refused.
 */
const garbagePowers: Readonly<Record<Strictness, number>> = { loose: 26, normal: 22, strict: 20 };

/**
 * The more phrases there are, the more likely one of them fits anything: from so many on, each doubling is answered by
 * this factor. Measured on four voices and 48 other phrases, normal: 20 phrases 99 % understood and 85 % refused without
 * it, 98 % and 90 % with it; 100 phrases 98 % and 38 % without it, 97 % and 75 % with it.
 */
const FEW_PHRASES = 10;
const POWERS_PER_DOUBLING = 4;
const MOST_POWERS_TAKEN = 14;

/**
 * The same beside an open grammar, which fits more sounds than a few phrases do. Measured on three voices (120 numbers,
 * digits, dates and times, 96 other phrases): understood and refused 97 % and 77 % with the weight of `normal` above, 96 %
 * and 88 % with 1e-17; with 1e-16 as many times and numbers are understood, and 90 % of other phrases refused in place of 83 %
 * and 88 %.
 */
const openGarbagePowers: Readonly<Record<Strictness, number>> = { loose: 22, normal: 16, strict: 14 };

/**
 * Among so many phrases one or another is found for nearly anything, and no weight of "anything else" keeps it away that
 * leaves real answers in. What was found there is listened for once more by itself, against this weight of anything else.
 * Its range was found with fourteen utterances of slt, some of them among these, its value with other words: of a hundred
 * answers and 12 other phrases by slt, awb and ked 94 % were understood and 80 % refused without it; with 1e-7 95 % and 89 %,
 * and with rms besides 96 % and 85 %.
 */
const MANY_PHRASES = 30;
const doubtPowers: Readonly<Record<Strictness, number>> = { loose: 16, normal: 7, strict: 4 };

/** What an engine needs to listen for choices, a built-in grammar, or both. */
export type ChoiceGrammar = {
  readonly language: AsrLanguage;
  /** The grammar in JSGF; the same text is the same grammar. */
  readonly jsgf: string;
  /** All words of the phrases and rules, each once. */
  readonly words: readonly string[];
  /**
   * Weight of anything else against a phrase that was found and is listened for by itself, as a power of ten below one;
   * absent where phrases are few enough to be told from anything else at once.
   */
  readonly doubtPower?: number;
};

/** A grammar, and what its phrases mean. */
export type ChoiceListener = {
  readonly grammar: ChoiceGrammar;
  /**
   * The choice whose phrase was recognised, and the phrase as its author wrote it; without a choice the words that mean
   * something in the built-in grammar; null for anything else.
   */
  readonly interpret: (recognised: string) => { readonly choice?: string; readonly text: string } | null;
};

/** What is listened for. */
export type ListenFor = {
  readonly choices?: readonly SpeechChoice[];
  /** Beside the choices, if there are any. */
  readonly grammar?: BuiltInGrammar;
};

/**
 * Makes the grammar of choices: one of the phrases, what a built-in grammar allows, or any row of single sounds, which
 * stands for all that is none of them. A phrase that two choices share belongs to the first, and to no built-in grammar.
 * @throws AppError `speech.asrFailed` when there is nothing to listen for, or too much; and as {@link builtInRules}
 */
export function createChoiceListener(
  { choices = [], grammar }: ListenFor,
  language: AsrLanguage,
  strictness: Strictness,
): ChoiceListener {
  const meanings = meaningsOf(choices, language);
  const builtIn = grammar === undefined ? null : builtInRules(grammar, language);
  if (meanings.size === 0 && !builtIn)
    throw new AppError('speech.asrFailed', 'This recogniser needs choices to listen for');
  const words = new Set([...[...meanings.keys()].flatMap((phrase) => phrase.split(' ')), ...(builtIn?.words ?? [])]);
  if (words.size > MAX_WORDS) throw new AppError('speech.asrFailed', `More than ${MAX_WORDS} words to listen for`);
  const jsgf = formatJsgf({ phrases: [...meanings.keys()], builtIn }, language, strictness);
  return {
    grammar: {
      language,
      jsgf,
      words: [...words],
      ...(meanings.size >= MANY_PHRASES ? { doubtPower: doubtPowers[strictness] } : {}),
    },
    interpret: (recognised) =>
      meanings.get(recognised) ?? (builtIn?.isMeaningful(recognised) ? { text: recognised } : null),
  };
}

type Meaning = { readonly choice: string; readonly text: string };

function meaningsOf(choices: readonly SpeechChoice[], language: AsrLanguage): ReadonlyMap<string, Meaning> {
  const meanings = new Map<string, Meaning>();
  for (const { id, phrases } of choices) {
    for (const text of phrases) {
      const key = spokenWords(text, language).join(' ');
      if (key !== '' && !meanings.has(key)) meanings.set(key, { choice: id, text });
    }
  }
  return meanings;
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

type Listened = { readonly phrases: readonly string[]; readonly builtIn: GrammarRules | null };

/** The grammar of a phrase that was found, to listen for by itself. @param doubtPower as {@link ChoiceGrammar.doubtPower} */
export const formatSecondHearing = (phrase: string, language: AsrLanguage, doubtPower: number): string =>
  [...HEADER, `public <answer> = /1.0/ ${phrase} | /1e-${doubtPower}/ <other>;`, ...otherRules(language)].join('\n');

/** Phrases are letters, apostrophes and spaces by now: none can be taken for a sign of the grammar. */
function formatJsgf({ phrases, builtIn }: Listened, language: AsrLanguage, strictness: Strictness): string {
  const powers = (builtIn?.isOpen ? openGarbagePowers : garbagePowers)[strictness] - takenFor(phrases.length);
  return [
    ...HEADER,
    `public <answer> = /1.0/ <phrase> | /1e-${powers}/ <other>;`,
    `<phrase> = ${[...phrases, ...(builtIn ? [builtIn.root] : [])].join(' | ')};`,
    ...(builtIn?.rules ?? []),
    ...otherRules(language),
  ].join('\n');
}

const HEADER = ['#JSGF V1.0 UTF-8;', 'grammar choices;'];
const otherRules = (language: AsrLanguage): readonly string[] => [
  '<other> = <sound> <sound>*;',
  `<sound> = ${soundWords(language)
    .map(([word]) => word)
    .join(' | ')};`,
];

const takenFor = (phraseCount: number): number =>
  Math.min(MOST_POWERS_TAKEN, Math.round(POWERS_PER_DOUBLING * Math.log2(Math.max(1, phraseCount / FEW_PHRASES))));
