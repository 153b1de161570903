import { type LocalText, speaks } from '@callwright/flow-engine';
import type { FlowSettings, Json } from '@callwright/protocol';

/** The languages a flow speaks, its own first, each once. */
export const languagesOf = ({
  language,
  languages,
}: Pick<FlowSettings, 'language' | 'languages'>): readonly string[] => [...new Set([language, ...languages])];

/** A value as words: a text, or texts by language; what is neither has no words. */
export const asLocalText = (value: Json | undefined): LocalText => {
  if (typeof value === 'string') return value;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return '';
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
};

/** A value as words for the first time, the second, and so on; there is always one. */
export const asSeries = (value: Json | undefined): readonly LocalText[] =>
  Array.isArray(value) && value.length > 0 ? (value as readonly Json[]).map(asLocalText) : [asLocalText(value)];

/** Words of several times as they are stored: those of a single time stand alone. */
export const formatSeries = (series: readonly LocalText[]): Json => (series.length === 1 ? (series[0] ?? '') : series);

/** The languages of a text, for its tabs: those of the flow, and others it has words for. */
export const languagesIn = (text: LocalText, languages: readonly string[]): readonly string[] => {
  if (typeof text === 'string') return languages;
  const covered = new Set(languages.map((language) => keyFor(text, language)));
  return [...languages, ...Object.keys(text).filter((key) => !covered.has(key))];
};

/** The words written for a language itself; empty where it borrows those of another. */
export const wordsIn = (text: LocalText, language: string): string =>
  typeof text === 'string' ? text : (text[keyFor(text, language)] ?? '');

/** A text with other words in one language; one that is the same in all of them changes in all. */
export const withWords = (text: LocalText, language: string, words: string): LocalText =>
  typeof text === 'string' ? words : { ...text, [keyFor(text, language)]: words };

/** The languages in which a text says nothing. */
export const missingLanguages = (text: LocalText, languages: readonly string[]): readonly string[] =>
  languages.filter((language) => !speaks(text, language));

// `de` holds the words of every kind of German that has none of its own.
const keyFor = (text: Readonly<Record<string, string>>, language: string): string => {
  const base = language.split('-')[0] ?? language;
  return !(language in text) && base in text ? base : language;
};
