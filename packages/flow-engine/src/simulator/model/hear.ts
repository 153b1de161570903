import type { BuiltInGrammar, SpeechChoice } from '@callwright/protocol';
import { dateOf } from '../../calendar/local-time.js';
import { parseSpokenDate } from '../../spoken/parse-date.js';
import { parseSpokenDigits, parseSpokenNumber } from '../../spoken/parse-number.js';
import { parseSpokenTime } from '../../spoken/parse-time.js';
import { parseYesNo } from '../../spoken/yes-no.js';

/** What a recogniser makes of what was said. */
export type Heard = { readonly text: string; readonly choice?: string };

/** What it listens for besides the choices; `nowMs` is when it is said, for dates. */
export type Listening = {
  readonly grammar?: BuiltInGrammar | null;
  readonly language?: string;
  readonly nowMs?: number;
};

const MS_PER_DAY = 86_400_000;

/**
 * Understands words as a recogniser with a grammar does: exactly one of the phrases, whatever its capitals and
 * punctuation, or what the built-in grammar knows, or nothing. With neither everything is understood. `null` is noise,
 * which means nothing.
 */
export const understand = (
  said: string | null,
  choices: readonly SpeechChoice[],
  { grammar = null, language = 'en', nowMs = 0 }: Listening = {},
): Heard => {
  if (said === null) return { text: '' };
  if (choices.length === 0 && grammar === null) return { text: said };
  const words = wordsOf(said);
  const choice = choices.find(({ phrases }) => phrases.some((phrase) => wordsOf(phrase) === words));
  if (choice) return { text: words, choice: choice.id };
  return { text: grammar !== null && grammars[grammar](said, language, nowMs) ? said : '' };
};

const grammars: Readonly<Record<BuiltInGrammar, (said: string, language: string, nowMs: number) => boolean>> = {
  number: (said, language) => parseSpokenNumber(said, language) !== null,
  digits: (said, language) => parseSpokenDigits(said, language) !== null,
  date: (said, language, nowMs) => parseSpokenDate(said, language, dateOf(Math.floor(nowMs / MS_PER_DAY))) !== null,
  time: (said, language) => parseSpokenTime(said, language) !== null,
  yesNo: (said, language) => parseYesNo(said, language) !== null,
  free: () => true,
};

const wordsOf = (text: string) =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}']+/u)
    .filter((word) => word !== '')
    .join(' ');
