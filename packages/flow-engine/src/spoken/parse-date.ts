import { dateOf, epochDayOf, formatLocalDate, isDate, type LocalDate, weekdayOf } from '../calendar/local-time.js';
import { type CalendarWords, calendarWords } from './calendar-words.js';
import { type SpokenLanguage, spokenLanguageOf, wordsOf } from './languages.js';
import { parseSpokenDigits, wholeNumberOf } from './parse-number.js';

/**
 * The date somebody said or keyed, as `2026-03-01`, or null.
 *
 * Said, in English, German, Spanish and French: `the third of March`, `March 3rd 2026`, `tomorrow`, `in two weeks`,
 * `next Monday` (a weekday is always the first of its name after today). Without a year it is the next such day, today
 * included. Keyed or written, in any language: eight digits, day before month (`03042026`), or month before day in the
 * United States and the Philippines; `3.4.2026`, `3/4/2026` in the same order; `2026-04-03`.
 * @param today the day it is said, where it is said
 */
export const parseSpokenDate = (text: string, language: string, today: LocalDate): string | null => {
  const keyed = keyedDate(text.trim(), language);
  if (keyed !== undefined) return keyed && isDate(keyed) ? formatLocalDate(keyed) : null;
  const known = spokenLanguageOf(language);
  if (!known) return null;
  const words = wordsOf(text);
  const said = { words, language: known, calendar: calendarWords[known], today };
  const days = daysFromToday(said);
  if (days !== null) return formatLocalDate(dateOf(epochDayOf(today) + days));
  const date = dayOfMonth(said);
  return date && isDate(date) ? formatLocalDate(date) : null;
};

type Said = {
  readonly words: readonly string[];
  readonly language: SpokenLanguage;
  readonly calendar: CalendarWords;
  readonly today: LocalDate;
};

// Undefined when it is not in digits at all.
const keyedDate = (text: string, language: string): LocalDate | null | undefined => {
  const iso = /^(\d{4})-(\d\d?)-(\d\d?)$/.exec(text);
  if (iso) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) };
  const digits = /^[\d\s./-]+$/.test(text) ? parseSpokenDigits(text, 'en') : parseSpokenDigits(text, language);
  const written = /^(\d\d?)[./-]\s?(\d\d?)[./-]\s?(\d{4})$/.exec(text);
  const keyed = written ?? /^(\d\d)(\d\d)(\d{4})$/.exec(digits ?? '');
  if (!keyed) return digits === null ? undefined : null;
  const [first, second, year] = [Number(keyed[1]), Number(keyed[2]), Number(keyed[3])];
  const isMonthFirst = /[-_](US|PH)\b/i.test(language);
  return isMonthFirst ? { year, month: first, day: second } : { year, month: second, day: first };
};

const daysFromToday = (said: Said): number | null => {
  const phrase = said.words.join(' ');
  const relative = said.calendar.relative.find(([known]) => known === phrase);
  return relative ? relative[1] : (countedDays(said) ?? daysToWeekday(said));
};

const countedDays = ({ words, language, calendar }: Said): number | null => {
  const { in: preposition, days, weeks } = calendar.inDays;
  const unit = words.at(-1) ?? '';
  const isCounted = words[0] === preposition && (days.includes(unit) || weeks.includes(unit));
  const count = isCounted ? wholeNumberOf(words.slice(1, -1), language) : null;
  return count === null || count > 1000 ? null : count * (weeks.includes(unit) ? 7 : 1);
};

const daysToWeekday = ({ words, calendar, today }: Said): number | null => {
  const [weekday = '', ...rest] = words.filter((word) => !calendar.fillers.includes(word));
  const place = placeOf(calendar.weekdays, weekday);
  if (place === 0 || rest.length > 0) return null;
  return ((place - weekdayOf(epochDayOf(today)) + 6) % 7) + 1;
};

const placeOf = (names: readonly string[], word: string): number =>
  names.findIndex((spellings) => spellings.split('|').includes(word)) + 1;

const dayOfMonth = ({ words, language, calendar, today }: Said): LocalDate | null => {
  const telling = words.filter((word) => !calendar.fillers.includes(word) && placeOf(calendar.weekdays, word) === 0);
  const monthAt = telling.findIndex((word) => placeOf(calendar.months, word) > 0);
  if (monthAt < 0) return null;
  const month = placeOf(calendar.months, telling[monthAt] ?? '');
  const others = [...telling.slice(0, monthAt), ...telling.slice(monthAt + 1)];
  for (let cut = others.length; cut > 0; cut -= 1) {
    const day = dayOf(others.slice(0, cut), language, calendar);
    if (day === null) continue;
    if (cut === others.length) return nextYearly({ month, day }, today);
    const year = yearOf(others.slice(cut), language);
    if (year !== null) return { year, month, day };
  }
  return null;
};

const nextYearly = (
  { month, day }: { readonly month: number; readonly day: number },
  today: LocalDate,
): LocalDate | null => {
  // A leap day may be eight years away.
  for (let year = today.year; year <= today.year + 8; year += 1) {
    const date = { year, month, day };
    if (isDate(date) && epochDayOf(date) >= epochDayOf(today)) return date;
  }
  return null;
};

const dayOf = (words: readonly string[], language: SpokenLanguage, calendar: CalendarWords): number | null => {
  const before = words.slice(0, -1);
  const last = words.at(-1) ?? '';
  const written = /^(\d\d?)(st|nd|rd|th|er|e|\.)?$/.exec(last);
  const ordinal = calendar.ordinals[last];
  const candidates = [
    written && before.length === 0 ? Number(written[1]) : null,
    ordinal === undefined ? null : withTens(before, ordinal, language),
    wholeNumberOf(words, language),
    ...calendar.ordinalEndings.map(([ending, replacement]) =>
      ending.test(last) ? wholeNumberOf([...before, last.replace(ending, replacement)], language) : null,
    ),
  ];
  return candidates.find((day) => day !== null && day >= 1 && day <= 31) ?? null;
};

// "Twenty third" is the third after twenty.
const withTens = (before: readonly string[], ordinal: number, language: SpokenLanguage): number | null => {
  if (before.length === 0) return ordinal;
  const tens = wholeNumberOf(before, language);
  return tens !== null && tens % 10 === 0 && ordinal < 10 ? tens + ordinal : null;
};

const yearOf = (words: readonly string[], language: SpokenLanguage): number | null => {
  const whole = wholeNumberOf(words, language) ?? wholeNumberOf(centuryWords(words), language);
  if (whole !== null && isYear(whole)) return whole;
  for (let cut = 1; cut < words.length; cut += 1) {
    const [century, rest] = [wholeNumberOf(words.slice(0, cut), language), wholeNumberOf(words.slice(cut), language)];
    const isPair = century !== null && rest !== null && century >= 10 && century < 100 && rest < 100;
    if (isPair && isYear(century * 100 + rest)) return century * 100 + rest;
  }
  return germanCentury(words.join(''), language);
};

// "Two thousand and twenty six" is a number; "oh five" after "nineteen" is five.
const centuryWords = (words: readonly string[]) => words.filter((word) => word !== 'and');

const germanCentury = (word: string, language: SpokenLanguage): number | null => {
  const [century, rest = ''] = word.split('hundert');
  if (language !== 'de' || century === word) return null;
  const [hundreds, years] = [wholeNumberOf([century ?? ''], 'de'), rest === '' ? 0 : wholeNumberOf([rest], 'de')];
  return hundreds !== null && years !== null && isYear(hundreds * 100 + years) ? hundreds * 100 + years : null;
};

const isYear = (value: number) => value >= 1900 && value <= 2199;
