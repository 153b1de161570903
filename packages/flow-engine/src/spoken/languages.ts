/** A language whose spoken numbers, dates and times are understood. */
export type SpokenLanguage = 'en' | 'de' | 'es' | 'fr';

/** The spoken language of a BCP 47 tag (`en-US`), or null: then only what is written in digits is understood. */
export const spokenLanguageOf = (tag: string): SpokenLanguage | null => {
  const subtag = tag.toLowerCase().split(/[-_]/)[0];
  return subtag === 'en' || subtag === 'de' || subtag === 'es' || subtag === 'fr' ? subtag : null;
};

/** The words of what was said: lower case, without accents, hyphens and punctuation; `25th` and `9:30` stay whole. */
export const wordsOf = (text: string): readonly string[] =>
  text
    .slice(0, MAX_LENGTH)
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('œ', 'oe')
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .replace(/\b([ap])\.\s?m\b\.?/g, '$1m')
    .replace(/[’']/g, ' ')
    .split(/[^\p{Letter}\p{Number}:./+-]+|(?<=\p{Letter})-(?=\p{Letter})/u)
    .map(trimPunctuation)
    .filter((word) => word !== '');

/** What somebody says in one breath is far shorter. */
const MAX_LENGTH = 500;

const PUNCTUATION = '.,:;/-+';
const trimPunctuation = (word: string): string => {
  let to = word.length;
  while (to > 0 && PUNCTUATION.includes(word.charAt(to - 1))) to -= 1;
  let from = 0;
  while (from < to && '.,:;/'.includes(word.charAt(from))) from += 1;
  return word.slice(from, to);
};
