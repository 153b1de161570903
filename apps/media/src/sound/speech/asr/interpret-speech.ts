import { hasMeaning } from './grammar-meaning.js';
import { matchChoice, plainWords } from './match-choice.js';
import type { TranscriptionOptions } from './port.js';

/** What words mean to whoever listens; the text is empty when it is nothing they listen for. */
export type Meaning = { readonly text: string; readonly choice?: string };

/**
 * What freely recognised words mean among choices and in a grammar, for recognisers that know neither: a choice, else
 * the words themselves when the grammar takes them or nothing in particular was asked for.
 */
export function interpretSpeech(
  text: string,
  { choices, grammar, language, strictness = 'normal' }: Omit<TranscriptionOptions, 'rateHz'>,
): Meaning {
  const said = text.trim();
  const match = matchChoice(said, choices ?? [], { language, strictness });
  if (match) return match;
  if (grammar === undefined) return { text: choices === undefined ? said : '' };
  if (hasMeaning(said, grammar, language)) return { text: said };
  const plain = plainWords(said).join(' ');
  return { text: hasMeaning(plain, grammar, language) ? plain : '' };
}
