import type { BuiltInGrammar, SpeechChoice } from '@callwright/protocol';
import { hasMeaning } from './grammar-meaning.js';
import { matchChoice, plainWords, type Strictness } from './match-choice.js';

/** What is listened for. `language` is BCP 47, `strictness` is `normal` by default. */
export type Expectation = {
  readonly language: string;
  readonly choices?: readonly SpeechChoice[];
  readonly grammar?: BuiltInGrammar;
  readonly strictness?: Strictness;
};

/** What words mean to whoever listens; the text is empty when it is nothing they listen for. */
export type Meaning = { readonly text: string; readonly choice?: string };

/**
 * What freely recognised words mean among choices and in a grammar, for recognisers that know neither: a choice, else
 * the words themselves when the grammar takes them or nothing in particular was asked for.
 */
export function interpretSpeech(
  text: string,
  { choices, grammar, language, strictness = 'normal' }: Expectation,
): Meaning {
  const said = text.trim();
  const match = matchChoice(said, choices ?? [], { language, strictness });
  if (match) return match;
  if (grammar === undefined) return { text: choices === undefined ? said : '' };
  if (hasMeaning(said, grammar, language)) return { text: said };
  const plain = plainWords(said).join(' ');
  return { text: hasMeaning(plain, grammar, language) ? plain : '' };
}
