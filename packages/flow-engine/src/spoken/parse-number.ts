import { type SpokenLanguage, spokenLanguageOf, wordsOf } from './languages.js';
import { digitWords, spellNumber } from './spell-number.js';

/**
 * The number somebody said or keyed: `twenty five`, `minus three point five`, `25`, `1,250.50`; digits said one by one
 * are one number. Null when it is none. Words are understood in English, German, Spanish and French.
 */
export const parseSpokenNumber = (text: string, language: string): number | null => {
  const written = parseWritten(text.trim(), language);
  if (written !== null) return written;
  const known = spokenLanguageOf(language);
  if (!known) return null;
  const words = wordsOf(text);
  const { minus, point } = signs[known];
  if (words.length > 1 && minus.includes(words[0] ?? '')) return negated(parseDecimal(words.slice(1), known, point));
  return parseDecimal(words, known, point);
};

/**
 * The digits somebody said or keyed, one by one: `one two oh three`, `double five`, `12 03`. Null when there is
 * anything else.
 */
export const parseSpokenDigits = (text: string, language: string): string | null => {
  const words = wordsOf(text);
  const known = spokenLanguageOf(language);
  let digits = '';
  let times = 1;
  for (const word of words) {
    const repeated = known ? repeats[known][word] : undefined;
    if (repeated !== undefined && times === 1) {
      times = repeated;
      continue;
    }
    const piece = digitsOf(word, known);
    if (piece === null) return null;
    digits += piece.repeat(times);
    times = 1;
  }
  return digits === '' || times > 1 ? null : digits;
};

const digitsOf = (word: string, language: SpokenLanguage | null): string | null => {
  if (/^[\d./+-]+$/.test(word)) return word.replace(/\D/g, '');
  return language && digitOf(word, language);
};

/** The whole number of some words, 0 to 999,999, or null. @param words of {@link wordsOf} */
export const wholeNumberOf = (words: readonly string[], language: SpokenLanguage): number | null => {
  if (words.length === 1 && /^\d{1,6}$/.test(words[0] ?? '')) return Number(words[0]);
  const key = keyOf(words, language);
  const known = belowThousand(language).get(key);
  if (known !== undefined) return known;
  const name = thousands[language];
  const cut = key.indexOf(name);
  if (cut < 0) return null;
  const before = language === 'de' ? key.slice(0, cut).replace(/ein$/, 'eins') : key.slice(0, cut);
  const after = key.slice(cut + name.length);
  const head = before === '' ? 1 : (belowThousand(language).get(before) ?? 0);
  const rest = after === '' ? 0 : belowThousand(language).get(after);
  return head === 0 || rest === undefined || (rest === 0 && after !== '') ? null : head * 1000 + rest;
};

const signs: Readonly<
  Record<SpokenLanguage, { readonly minus: readonly string[]; readonly point: readonly string[] }>
> = {
  en: { minus: ['minus', 'negative'], point: ['point', 'dot'] },
  de: { minus: ['minus'], point: ['komma', 'punkt'] },
  es: { minus: ['menos'], point: ['coma', 'punto'] },
  fr: { minus: ['moins'], point: ['virgule', 'point'] },
};
const thousands: Readonly<Record<SpokenLanguage, string>> = { en: 'thousand', de: 'tausend', es: 'mil', fr: 'mille' };
const repeats: Readonly<Record<SpokenLanguage, Readonly<Record<string, number>>>> = {
  en: { double: 2, triple: 3 },
  de: { doppel: 2 },
  es: { doble: 2, triple: 3 },
  fr: { double: 2, triple: 3 },
};

/** Other ways to say the parts of a number, as the ones the table is made of. */
const synonyms: Readonly<Record<SpokenLanguage, Readonly<Record<string, string>>>> = {
  en: { oh: 'zero', o: 'zero', nought: 'zero', a: 'one', and: '', fourty: 'forty' },
  de: { ein: 'eins', eine: 'eins', einen: 'eins', zwo: 'zwei' },
  es: { un: 'uno', una: 'uno', y: '', veintiun: 'veintiuno', veintiuna: 'veintiuno', ciento: 'cien' },
  fr: { une: 'un', et: '', cents: 'cent', vingts: 'vingt', ...swiss() },
};

function swiss(): Readonly<Record<string, string>> {
  return { septante: 'soixantedix', huitante: 'quatrevingt', octante: 'quatrevingt', nonante: 'quatrevingtdix' };
}

// Written together: German says a number in one word, recognisers cut where they like.
const keyOf = (words: readonly string[], language: SpokenLanguage): string => {
  const key = words.map((word) => synonyms[language][word] ?? word).join('');
  if (language === 'de')
    return key
      .replace(/einshundert/g, 'einhundert')
      .replace(/einstausend/g, 'eintausend')
      .replaceAll('zwo', 'zwei')
      .replaceAll('einsund', 'einund');
  return language === 'fr' ? swissUnits(key) : key;
};

// septante-deux is soixante-douze.
const swissUnits = (key: string): string =>
  key.replace(/(soixante|quatrevingt)dix(un|deux|trois|quatre|cinq|six)$/, (whole, tens: string, unit: string) => {
    const teens: Readonly<Record<string, string>> = {
      un: 'onze',
      deux: 'douze',
      trois: 'treize',
      quatre: 'quatorze',
      cinq: 'quinze',
      six: 'seize',
    };
    return teens[unit] ? `${tens}${teens[unit]}` : whole;
  });

const tables = new Map<SpokenLanguage, ReadonlyMap<string, number>>();

const belowThousand = (language: SpokenLanguage): ReadonlyMap<string, number> => {
  const known = tables.get(language);
  if (known) return known;
  const table = new Map<string, number>();
  for (let value = 999; value >= 0; value -= 1)
    table.set(keyOf(wordsOf(spellNumber(value, language)), language), value);
  // "Hundred and five", "hundertfünf".
  if (language === 'en') for (let rest = 0; rest < 100; rest += 1) addShort(table, 'hundred', 'onehundred', rest);
  if (language === 'de') for (let rest = 0; rest < 100; rest += 1) addShort(table, 'hundert', 'einhundert', rest);
  tables.set(language, table);
  return table;
};

const addShort = (table: Map<string, number>, short: string, long: string, rest: number): void => {
  for (const [key, value] of [...table]) {
    if (value === 100 + rest && key.startsWith(long)) table.set(short + key.slice(long.length), value);
  }
};

const digitTables = new Map<SpokenLanguage, ReadonlyMap<string, string>>();

const digitOf = (word: string, language: SpokenLanguage): string | null => {
  const known =
    digitTables.get(language) ?? new Map(digitWords[language].map((name, at) => [wordsOf(name)[0] ?? '', String(at)]));
  digitTables.set(language, known);
  return known.get(word === 'a' ? '' : (synonyms[language][word] ?? word)) ?? null;
};

const parseDecimal = (words: readonly string[], language: SpokenLanguage, point: readonly string[]): number | null => {
  const cut = words.findIndex((word) => point.includes(word));
  if (cut < 0) return wholeNumberOf(words, language) ?? asNumber(parseSpokenDigits(words.join(' '), language));
  const whole = cut === 0 ? 0 : wholeNumberOf(words.slice(0, cut), language);
  const after = words.slice(cut + 1).join(' ');
  const part = wholeNumberOf(words.slice(cut + 1), language);
  const digits = parseSpokenDigits(after, language) ?? (part === null ? null : String(part));
  return whole === null || digits === null ? null : asNumber(`${whole}.${digits}`);
};

const asNumber = (digits: string | null): number | null =>
  digits === null || digits.length > 15 ? null : Number(digits);
const negated = (value: number | null): number | null => (value === null ? null : 0 - value);

// The comma is a point in German, Spanish and French, and groups thousands in English.
const parseWritten = (text: string, language: string): number | null => {
  const isEnglish = spokenLanguageOf(language) === 'en';
  const [group, point] = isEnglish ? [',', '.'] : ['.', ','];
  const digits = text.replace(/[.!?]+$/, '');
  const grouped = new RegExp(`^[+-]?\\d{1,3}(\\${group}\\d{3})+(\\${point}\\d+)?$`);
  if (grouped.test(digits)) return Number(digits.replaceAll(group, '').replace(point, '.'));
  return /^[+-]?\d{1,15}([.,]\d+)?$/.test(digits) ? Number(digits.replace(',', '.')) : null;
};
