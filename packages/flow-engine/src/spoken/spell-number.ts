import { type SpokenLanguage, spokenLanguageOf } from './languages.js';

/** The largest number that is spelled and understood in words. */
export const MAX_SPELLED = 999_999;

/**
 * A whole number in words, as a voice says it: 25 is `twenty-five`, `fünfundzwanzig`, `veinticinco`, `vingt-cinq`.
 * @param value 0 to {@link MAX_SPELLED}; another number, or another language than English, German, Spanish and French,
 *   gives digits
 */
export const spellNumber = (value: number, language: string): string => {
  const known = spokenLanguageOf(language);
  const isSpelled = known !== null && Number.isInteger(value) && value >= 0 && value <= MAX_SPELLED;
  return isSpelled ? spellers[known](value) : String(value);
};

/** The words of the digits 0 to 9. */
export const digitWords: Readonly<Record<SpokenLanguage, readonly string[]>> = {
  en: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
  de: ['null', 'eins', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun'],
  es: ['cero', 'uno', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve'],
  fr: ['zéro', 'un', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf'],
};

const english = {
  small: [
    ...digitWords.en,
    ...['ten', 'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'],
  ],
  tens: ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'],
};
const german = {
  small: [
    ...digitWords.de,
    ...['zehn', 'elf', 'zwölf', 'dreizehn', 'vierzehn', 'fünfzehn', 'sechzehn', 'siebzehn', 'achtzehn', 'neunzehn'],
  ],
  tens: ['', '', 'zwanzig', 'dreißig', 'vierzig', 'fünfzig', 'sechzig', 'siebzig', 'achtzig', 'neunzig'],
};
const spanish = {
  small: [
    ...digitWords.es,
    ...['diez', 'once', 'doce', 'trece', 'catorce', 'quince', 'dieciséis', 'diecisiete', 'dieciocho', 'diecinueve'],
    ...['veinte', 'veintiuno', 'veintidós', 'veintitrés', 'veinticuatro', 'veinticinco', 'veintiséis', 'veintisiete'],
    ...['veintiocho', 'veintinueve'],
  ],
  tens: ['', '', '', 'treinta', 'cuarenta', 'cincuenta', 'sesenta', 'setenta', 'ochenta', 'noventa'],
  hundreds: [
    ...['', 'ciento', 'doscientos', 'trescientos', 'cuatrocientos', 'quinientos', 'seiscientos', 'setecientos'],
    ...['ochocientos', 'novecientos'],
  ],
};
const french = {
  small: [
    ...digitWords.fr,
    ...['dix', 'onze', 'douze', 'treize', 'quatorze', 'quinze', 'seize', 'dix-sept', 'dix-huit', 'dix-neuf'],
  ],
  tens: ['', '', 'vingt', 'trente', 'quarante', 'cinquante', 'soixante', 'soixante', 'quatre-vingt', 'quatre-vingt'],
};

const at = (words: readonly string[], index: number): string => words[index] ?? '';
const parts = (value: number, unit: number) => ({ head: Math.floor(value / unit), rest: value % unit });
const spaced = (...words: readonly string[]): string => words.filter((word) => word !== '').join(' ');

const spellEnglish = (value: number): string => {
  if (value < 20) return at(english.small, value);
  const { head: ten, rest: unit } = parts(value, 10);
  if (value < 100) return at(english.tens, ten) + (unit ? `-${at(english.small, unit)}` : '');
  const [size, name] = value < 1000 ? ([100, 'hundred'] as const) : ([1000, 'thousand'] as const);
  const { head, rest } = parts(value, size);
  return spaced(spellEnglish(head), name, rest ? spellEnglish(rest) : '');
};

const spellGerman = (value: number): string => {
  if (value < 20) return at(german.small, value);
  const { head: ten, rest: unit } = parts(value, 10);
  if (value < 100) return `${unit ? `${germanPrefix(unit)}und` : ''}${at(german.tens, ten)}`;
  const [size, name] = value < 1000 ? ([100, 'hundert'] as const) : ([1000, 'tausend'] as const);
  const { head, rest } = parts(value, size);
  return `${germanPrefix(head)}${name}${rest ? spellGerman(rest) : ''}`;
};
const germanPrefix = (value: number) => spellGerman(value).replace(/eins$/, 'ein');

const spellSpanish = (value: number): string => {
  if (value < 30) return at(spanish.small, value);
  const { head: ten, rest: unit } = parts(value, 10);
  if (value < 100) return at(spanish.tens, ten) + (unit ? ` y ${at(spanish.small, unit)}` : '');
  if (value === 100) return 'cien';
  if (value < 1000) {
    const { head, rest } = parts(value, 100);
    return spaced(at(spanish.hundreds, head), rest ? spellSpanish(rest) : '');
  }
  const { head, rest } = parts(value, 1000);
  const thousands =
    head === 1
      ? ''
      : spellSpanish(head)
          .replace(/veintiuno$/, 'veintiún')
          .replace(/uno$/, 'un');
  return spaced(thousands, 'mil', rest ? spellSpanish(rest) : '');
};

const spellFrench = (value: number): string => {
  if (value < 20) return at(french.small, value);
  if (value < 100) return spellFrenchTens(value);
  const [size, name] = value < 1000 ? ([100, 'cent'] as const) : ([1000, 'mille'] as const);
  const { head, rest } = parts(value, size);
  const times = head === 1 ? '' : frenchFactor(spellFrench(head), name);
  const isPlural = name === 'cent' && head > 1 && rest === 0;
  return spaced(times, isPlural ? 'cents' : name, rest ? spellFrench(rest) : '');
};
// Before mille, vingts and cents lose their s.
const frenchFactor = (words: string, name: string) =>
  name === 'mille' ? words.replace(/(vingt|cent)s$/, '$1') : words;

const spellFrenchTens = (value: number): string => {
  const ten = Math.floor(value / 10);
  const word = at(french.tens, ten);
  const rest = value - (ten === 7 || ten === 9 ? ten - 1 : ten) * 10;
  if (value === 80) return 'quatre-vingts';
  if (rest === 0) return word;
  const isJoinedByAnd = value < 80 && rest % 10 === 1;
  return isJoinedByAnd ? `${word} et ${at(french.small, rest)}` : `${word}-${at(french.small, rest)}`;
};

const spellers: Readonly<Record<SpokenLanguage, (value: number) => string>> = {
  en: spellEnglish,
  de: spellGerman,
  es: spellSpanish,
  fr: spellFrench,
};
