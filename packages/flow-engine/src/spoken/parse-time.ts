import { formatLocalTime } from '../calendar/local-time.js';
import { type SpokenLanguage, spokenLanguageOf, wordsOf } from './languages.js';
import { wholeNumberOf } from './parse-number.js';
import { type TimeWords, timeWords } from './time-words.js';

/**
 * The time of day somebody said or keyed, as `09:30`, or null. Said, in English, German, Spanish and French: `half past
 * nine`, `three thirty pm`, `neun Uhr dreißig`, `halb zehn`, `las nueve y media`, `midi`. Keyed or written, in any
 * language: `930`, `0930`, `9:30`, `9.30`. Without a word for the part of the day the hour counts as it is said.
 */
export const parseSpokenTime = (text: string, language: string): string | null => {
  const known = spokenLanguageOf(language);
  const minutes = known ? saidTime(wordsOf(text), known) : writtenTime(wordsOf(text));
  return minutes === null ? null : formatLocalTime({ minuteOfDay: minutes });
};

const saidTime = (words: readonly string[], language: SpokenLanguage): number | null => {
  const known = timeWords[language];
  const whole = known.named[words.join(' ')];
  if (whole !== undefined) return whole;
  const { rest, half } = partOfDay(words, known);
  const told = withoutLast(
    rest.filter((word, at) => at > 0 || !known.fillers.includes(word)),
    known.hourWords,
  );
  const spoken = told.filter((word) => !(known.fillers.includes(word) && word.length > 1));
  const minutes =
    known.named[spoken.join(' ')] ??
    writtenTime(spoken) ??
    aroundHour(spoken, known, language) ??
    hourAndMinutes(spoken, known, language);
  return minutes === null ? null : inHalf(minutes, half);
};

type Half = 'morning' | 'afternoon' | null;

const partOfDay = (
  words: readonly string[],
  known: TimeWords,
): { readonly rest: readonly string[]; readonly half: Half } => {
  for (const half of ['morning', 'afternoon'] as const) {
    const rest = withoutLast(words, known[half]);
    if (rest.length < words.length) return { rest, half };
  }
  const glued = /^([\d:.]+)(am|pm)$/.exec(words.at(-1) ?? '');
  if (!glued) return { rest: words, half: null };
  return { rest: [...words.slice(0, -1), glued[1] ?? ''], half: glued[2] === 'am' ? 'morning' : 'afternoon' };
};

const withoutLast = (words: readonly string[], phrases: readonly string[]): readonly string[] => {
  const said = ` ${words.join(' ')}`;
  const phrase = phrases.find((one) => said.endsWith(` ${one}`));
  return phrase === undefined ? words : words.slice(0, words.length - phrase.split(' ').length);
};

const inHalf = (minutes: number, half: Half): number | null => {
  const hour = Math.floor(minutes / 60);
  if (half === null) return minutes;
  if (hour > 12) return half === 'afternoon' ? minutes : null;
  const twelfth = minutes % 720;
  return half === 'afternoon' ? twelfth + 720 : twelfth;
};

const writtenTime = (words: readonly string[]): number | null => {
  const found = words.length === 1 ? /^(\d{1,2})(?:[:.]?(\d\d))?$/.exec(words[0] ?? '') : null;
  return found ? timeOf(Number(found[1]), Number(found[2] ?? 0)) : null;
};

const timeOf = (hour: number | null, minute: number | null): number | null => {
  if (hour === null || minute === null || hour > 24 || minute > 59) return null;
  return hour === 24 && minute > 0 ? null : (hour % 24) * 60 + minute;
};

// "Ten past nine", "viertel vor neun", "nueve menos cuarto", "halb zehn".
const aroundHour = (words: readonly string[], known: TimeWords, language: SpokenLanguage): number | null => {
  const minutesOf = (some: readonly string[]) => known.parts[some.join(' ')] ?? wholeNumberOf(some, language);
  const hourOf = (some: readonly string[]) =>
    timeOf(wholeOrNamedHour(withoutLast(some, known.hourWords), known, language), 0);
  if (known.halfBefore.includes(words[0] ?? '')) return shifted(hourOf(words.slice(1)), -30);
  for (const [signs, direction, isHourFirst] of [
    [known.past, 1, false],
    [known.to, -1, false],
    [known.plus, 1, true],
    [known.minus, -1, true],
  ] as const) {
    const cut = words.findIndex((word, at) => at > 0 && signs.includes(word));
    if (cut < 0) continue;
    const [first, second] = [words.slice(0, cut), words.slice(cut + 1)];
    const [hour, minutes] = isHourFirst ? [hourOf(first), minutesOf(second)] : [hourOf(second), minutesOf(first)];
    return minutes === null || minutes > 59 ? null : shifted(hour, direction * minutes);
  }
  return null;
};

const wholeOrNamedHour = (words: readonly string[], known: TimeWords, language: SpokenLanguage): number | null => {
  const named = known.named[words.join(' ')];
  return named === undefined ? wholeNumberOf(words, language) : named / 60;
};

const shifted = (time: number | null, minutes: number): number | null =>
  time === null ? null : (time + minutes + 1440) % 1440;

const hourAndMinutes = (words: readonly string[], known: TimeWords, language: SpokenLanguage): number | null => {
  const single = wholeNumberOf(words, language);
  if (single !== null && single <= 24) return timeOf(single, 0);
  for (let cut = 1; cut < words.length; cut += 1) {
    const hour = wholeNumberOf(withoutLast(words.slice(0, cut), known.hourWords), language);
    const minutes = minutesAfter(words.slice(cut), language);
    const time = timeOf(hour, minutes);
    if (time !== null) return time;
  }
  return null;
};

// "Nine oh five" is five past nine; "nine five" is nothing.
const minutesAfter = (words: readonly string[], language: SpokenLanguage): number | null => {
  const [first = '', ...rest] = words;
  if (rest.length > 0 && wholeNumberOf([first], language) === 0) return wholeNumberOf(rest, language);
  const minutes = wholeNumberOf(words, language);
  return minutes !== null && (minutes > 9 || language !== 'en') ? minutes : null;
};
