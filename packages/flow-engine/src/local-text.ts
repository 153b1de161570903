import { z } from 'zod';

const words = z.string().max(5000);

/** Words for the caller: the same in every language, or by language (`en-US`, or `en` for all its kinds). */
export const localText = z.union([words, z.record(z.string().min(2).max(16), words)]);
export type LocalText = z.infer<typeof localText>;

/**
 * The words of a text in a language: of exactly that language, of the same language elsewhere, of the flow's own, or
 * whatever there is.
 */
export const textIn = (text: LocalText, language: string, flowLanguage: string): string => {
  if (typeof text === 'string') return text;
  return wordsFor(text, language) ?? wordsFor(text, flowLanguage) ?? Object.values(text)[0] ?? '';
};

/** Whether a text has words in a language, or says the same in all of them. */
export const speaks = (text: LocalText, language: string): boolean =>
  typeof text === 'string' || wordsFor(text, language) !== undefined;

/** Every wording of a text, by its language; one that is the same in all of them goes by `flowLanguage`. */
export const wordings = (
  text: LocalText,
  flowLanguage: string,
): readonly (readonly [language: string, words: string])[] =>
  typeof text === 'string' ? [[flowLanguage, text]] : Object.entries(text);

const wordsFor = (text: Readonly<Record<string, string>>, language: string): string | undefined => {
  const found = text[language] ?? text[baseOf(language)];
  if (found !== undefined && found.trim() !== '') return found;
  const kin = Object.keys(text).find((one) => baseOf(one) === baseOf(language) && text[one]?.trim() !== '');
  return kin === undefined ? undefined : text[kin];
};

const baseOf = (language: string) => language.split('-')[0] ?? language;
