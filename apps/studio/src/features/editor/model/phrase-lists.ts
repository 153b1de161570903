import type { Json } from '@callwright/protocol';

/** Words that mean an answer: the same in every language, or by language. */
export type PhraseLists = readonly string[] | Readonly<Record<string, readonly string[]>>;

/** A value as words; what is none has no words. */
export const asPhraseLists = (value: Json | undefined): PhraseLists => {
  if (Array.isArray(value)) return textsIn(value);
  if (value === null || value === undefined || typeof value !== 'object') return [];
  return Object.fromEntries(Object.entries(value).map(([language, list]) => [language, textsIn(list)]));
};

/** Whether they differ by language. */
export const isByLanguage = (phrases: PhraseLists): phrases is Readonly<Record<string, readonly string[]>> =>
  !Array.isArray(phrases);

/** The words by language: those that were the same in all become those of each. */
export const byLanguage = (phrases: PhraseLists, languages: readonly string[]): PhraseLists =>
  isByLanguage(phrases) ? phrases : Object.fromEntries(languages.map((language) => [language, phrases]));

/** The words made the same in every language: all that there are, each once. */
export const sameInAll = (phrases: PhraseLists): PhraseLists =>
  isByLanguage(phrases) ? [...new Set(Object.values(phrases).flat())] : phrases;

/** The words of each language, in the flow's order, then those of others. */
export const phrasesByLanguage = (
  phrases: PhraseLists,
  languages: readonly string[],
): readonly (readonly [language: string, phrases: readonly string[]])[] => {
  if (!isByLanguage(phrases)) return [];
  const others = Object.keys(phrases).filter((language) => !languages.includes(language));
  return [...languages, ...others].map((language) => [language, phrases[language] ?? []] as const);
};

const textsIn = (value: Json): readonly string[] =>
  Array.isArray(value) ? (value as readonly Json[]).filter((one) => typeof one === 'string') : [];
