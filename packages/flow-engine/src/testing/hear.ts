import type { SpeechChoice } from '@callwright/protocol';

/** What a recogniser makes of what was said. */
export type Heard = { readonly text: string; readonly choice?: string };

/**
 * Understands words as a recogniser with a grammar does: exactly one of the phrases, whatever its capitals and
 * punctuation, or nothing. Without choices everything is understood. `null` is noise, which means nothing.
 */
export const understand = (said: string | null, choices: readonly SpeechChoice[]): Heard => {
  if (said === null) return { text: '' };
  if (choices.length === 0) return { text: said };
  const words = wordsOf(said);
  const choice = choices.find(({ phrases }) => phrases.some((phrase) => wordsOf(phrase) === words));
  return choice ? { text: words, choice: choice.id } : { text: '' };
};

const wordsOf = (text: string) =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}']+/u)
    .filter((word) => word !== '')
    .join(' ');
