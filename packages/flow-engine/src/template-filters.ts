import type { Json } from '@callwright/protocol';
import { plainText, quantityOf } from './expression/comparing.js';
import { type SpokenLanguage, spokenLanguageOf } from './spoken/languages.js';
import { spellNumber } from './spoken/spell-number.js';

/** Something a text does with a value so that a voice says it well. */
export type SpeechFilter = (value: Json | undefined, language: string, ...words: readonly string[]) => string;

/**
 * The filters for speech, by name. A value that is not of their kind stays as it is.
 * - `spell`: letters and digits one by one: `A1B2` is `A 1 B 2`
 * - `digits`: the digits alone, one by one: `+49 30` is `4 9 3 0`
 * - `ordinal`: `3rd`, `3.`, `3.º`, `3e`
 * - `words`: a whole number in words
 * - `money: "EUR"`: `12 euros and 50 cents`
 * - `plural: "message", "messages"`: the word that fits the number
 */
export const speechFilters: Readonly<Record<string, SpeechFilter>> = {
  spell: (value) => [...plainText(value).replace(/\s+/g, '')].join(' '),
  digits: (value) => (plainText(value).match(/\d/g) ?? []).join(' '),
  ordinal: (value, language) => ordinal(value, language),
  words: (value, language) => {
    const number = quantityOf(value);
    return number === null ? plainText(value) : spellNumber(number, language);
  },
  money: (value, language, code = '') => money(value, language, code.trim().toUpperCase()),
  plural: (value, language, one = '', more = '') => {
    const count = Math.abs(quantityOf(value) ?? 0);
    // French counts one and a half as one, and nothing too.
    return count === 1 || (spokenLanguageOf(language) === 'fr' && count < 2) ? one : more;
  },
};

const ordinal = (value: Json | undefined, language: string): string => {
  const number = quantityOf(value);
  if (number === null || !Number.isInteger(number) || number < 0) return plainText(value);
  switch (spokenLanguageOf(language)) {
    case 'en':
      return `${number}${englishEnding(number)}`;
    case 'de':
      return `${number}.`;
    case 'es':
      return `${number}.º`;
    case 'fr':
      return number === 1 ? '1er' : `${number}e`;
    case null:
      return String(number);
  }
};

const englishEnding = (number: number): string => {
  const isTeen = Math.floor(number / 10) % 10 === 1;
  return (isTeen ? undefined : ['th', 'st', 'nd', 'rd'][number % 10]) ?? 'th';
};

type UnitNames = { readonly one: string; readonly more: string; readonly partOne: string; readonly partMore: string };
const unit = (one: string, more: string, partOne: string, partMore: string): UnitNames => ({
  one,
  more,
  partOne,
  partMore,
});

const currencies: Readonly<Record<SpokenLanguage, Readonly<Record<string, UnitNames>>>> = {
  en: {
    EUR: unit('euro', 'euros', 'cent', 'cents'),
    USD: unit('dollar', 'dollars', 'cent', 'cents'),
    GBP: unit('pound', 'pounds', 'penny', 'pence'),
    CHF: unit('franc', 'francs', 'centime', 'centimes'),
  },
  de: {
    EUR: unit('Euro', 'Euro', 'Cent', 'Cent'),
    USD: unit('Dollar', 'Dollar', 'Cent', 'Cent'),
    GBP: unit('Pfund', 'Pfund', 'Penny', 'Pence'),
    CHF: unit('Franken', 'Franken', 'Rappen', 'Rappen'),
  },
  es: {
    EUR: unit('euro', 'euros', 'céntimo', 'céntimos'),
    USD: unit('dólar', 'dólares', 'centavo', 'centavos'),
    GBP: unit('libra', 'libras', 'penique', 'peniques'),
    CHF: unit('franco', 'francos', 'céntimo', 'céntimos'),
  },
  fr: {
    EUR: unit('euro', 'euros', 'centime', 'centimes'),
    USD: unit('dollar', 'dollars', 'cent', 'cents'),
    GBP: unit('livre', 'livres', 'penny', 'pence'),
    CHF: unit('franc', 'francs', 'centime', 'centimes'),
  },
};
const and: Readonly<Record<SpokenLanguage, string>> = { en: 'and', de: 'und', es: 'con', fr: 'et' };
const minus: Readonly<Record<SpokenLanguage, string>> = { en: 'minus', de: 'minus', es: 'menos', fr: 'moins' };

const money = (value: Json | undefined, language: string, code: string): string => {
  const amount = quantityOf(value);
  if (amount === null) return plainText(value);
  const known = spokenLanguageOf(language);
  const names = known ? currencies[known][code] : undefined;
  const parts = Math.round(Math.abs(amount) * 100);
  if (!known || !names || parts > Number.MAX_SAFE_INTEGER) return `${plainText(value)} ${code}`.trim();
  const [whole, cents] = [Math.floor(parts / 100), parts % 100];
  const units = `${whole} ${whole === 1 ? names.one : names.more}`;
  const rest = `${cents} ${cents === 1 ? names.partOne : names.partMore}`;
  const said = [...(whole > 0 || cents === 0 ? [units] : []), ...(cents > 0 ? [rest] : [])].join(` ${and[known]} `);
  return amount < 0 && parts > 0 ? `${minus[known]} ${said}` : said;
};
