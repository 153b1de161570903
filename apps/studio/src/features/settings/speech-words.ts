import { languageName } from '../editor/inspector/language-name';

/** Languages by their names, each once, in the order of the alphabet. @param tags primary subtags */
export const languageList = (tags: readonly string[]): readonly string[] =>
  [...new Set(tags.map(languageName))].sort((a, b) => a.localeCompare(b, 'en'));

/** The first names of a list, and how many more there are; one more than `most` is named as well. */
export const shortened = (
  names: readonly string[],
  most: number,
): { readonly shown: readonly string[]; readonly moreCount: number } => {
  const shown = names.length <= most + 1 ? names : names.slice(0, most);
  return { shown, moreCount: names.length - shown.length };
};
