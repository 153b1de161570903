import { dateOf, epochDayOf, type LocalTime, localTime, parseLocalDate, weekdayOf } from './calendar/local-time.js';
import type { MomentOfCall } from './expression/functions.js';

/** When a text is made, and for whom. */
export type TemplateMoment = MomentOfCall & {
  /** BCP 47, as `de-DE`; names of days and months are in it. */
  readonly language: string;
};

type Shown = LocalTime & { readonly second: number };

/**
 * A date as text. Understood are `now` and `today`, milliseconds since 1970, `2026-03-01`, `2026-03-01T09:30` (by the
 * clock of the place), `2026-03-01T09:30:00Z` (converted to it) and `09:30` (today). Anything else stays as it is.
 * @param format `short` (day and month), `long` (with weekday and year), `time`, or a pattern of `%Y %y %m %d %e %B %b %A
 *   %a %H %k %I %l %M %S %p %j %u %F %R %T %%`; `%-d` leaves out zeros in front
 */
export const formatDate = (value: unknown, format: string, moment: TemplateMoment): string => {
  const shown = readDate(value, moment);
  if (!shown) return value === null || value === undefined ? '' : String(value);
  const style = styles[format];
  return style ? inLanguage(shown, moment.language, style) : formatPattern(shown, format, moment.language);
};

const styles: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  short: { day: 'numeric', month: 'long' },
  long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  time: { hour: 'numeric', minute: '2-digit' },
};

const readDate = (value: unknown, { nowMs, timeZone }: TemplateMoment): Shown | null => {
  if (typeof value === 'number') return Number.isFinite(value) ? shownAt(value, timeZone) : null;
  const text = String(value ?? '').trim();
  if (text === 'now' || text === 'today') return shownAt(nowMs, timeZone);
  const time = readTime(text);
  if (time) return { ...shownAt(nowMs, timeZone), ...time };
  const [, day = '', hours, zone = ''] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d.*?))?(Z|[+-]\d\d:?\d\d)?$/.exec(text) ?? [];
  const date = parseLocalDate(day);
  const clock = hours === undefined ? { minuteOfDay: 0, second: 0 } : readTime(hours);
  if (!date || !clock) return null;
  const epochDay = epochDayOf(date);
  if (zone === '') return { ...date, ...clock, weekday: weekdayOf(epochDay) };
  return shownAt(((epochDay * 1440 + clock.minuteOfDay - minutesOfZone(zone)) * 60 + clock.second) * 1000, timeZone);
};

const readTime = (text: string): Pick<Shown, 'minuteOfDay' | 'second'> | null => {
  const found = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d{1,9})?)?$/.exec(text);
  return found && { minuteOfDay: Number(found[1]) * 60 + Number(found[2]), second: Number(found[3] ?? 0) };
};

const minutesOfZone = (zone: string): number => {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
};

const shownAt = (ms: number, timeZone: string): Shown => ({
  ...localTime(ms, timeZone),
  second: ((Math.floor(ms / 1000) % 60) + 60) % 60,
});

const formatPattern = (shown: Shown, pattern: string, language: string): string =>
  pattern.replace(/%(-?)([A-Za-z%])/g, (whole, bare: string, letter: string) => {
    const piece = pieces[letter]?.(shown, language) ?? whole;
    return bare === '' ? piece : piece.replace(/^[0 ]+(?=.)/, '');
  });

const padded = (value: number, length = 2, fill = '0') => String(value).padStart(length, fill);
const hourOf = ({ minuteOfDay }: Shown) => Math.floor(minuteOfDay / 60);
const twelfthOf = (shown: Shown) => ((hourOf(shown) + 11) % 12) + 1;

type Piece = (shown: Shown, language: string) => string;
const pieces: Readonly<Record<string, Piece>> = {
  Y: ({ year }) => String(year),
  y: ({ year }) => padded(year % 100),
  m: ({ month }) => padded(month),
  d: ({ day }) => padded(day),
  e: ({ day }) => padded(day, 2, ' '),
  B: (shown, language) => inLanguage(shown, language, { month: 'long' }),
  b: (shown, language) => inLanguage(shown, language, { month: 'short' }),
  A: (shown, language) => inLanguage(shown, language, { weekday: 'long' }),
  a: (shown, language) => inLanguage(shown, language, { weekday: 'short' }),
  H: (shown) => padded(hourOf(shown)),
  k: (shown) => padded(hourOf(shown), 2, ' '),
  I: (shown) => padded(twelfthOf(shown)),
  l: (shown) => padded(twelfthOf(shown), 2, ' '),
  M: ({ minuteOfDay }) => padded(minuteOfDay % 60),
  S: ({ second }) => padded(second),
  p: (shown) => (hourOf(shown) < 12 ? 'AM' : 'PM'),
  j: (shown) => padded(epochDayOf(shown) - epochDayOf({ year: shown.year, month: 1, day: 0 }), 3),
  u: ({ weekday }) => String(weekday),
  F: ({ year, month, day }) => `${year}-${padded(month)}-${padded(day)}`,
  R: (shown) => `${padded(hourOf(shown))}:${padded(shown.minuteOfDay % 60)}`,
  T: (shown) => `${padded(hourOf(shown))}:${padded(shown.minuteOfDay % 60)}:${padded(shown.second)}`,
  '%': () => '%',
};

const formats = new Map<string, Intl.DateTimeFormat>();
const MAX_FORMATS = 500;

// What is shown goes through UTC: the conversion to the place is done by now.
const inLanguage = (shown: Shown, language: string, options: Intl.DateTimeFormatOptions): string => {
  const key = `${language} ${JSON.stringify(options)}`;
  const format = formats.get(key) ?? createFormat(language, options);
  if (formats.size >= MAX_FORMATS) formats.clear();
  formats.set(key, format);
  const ms = (epochDayOf(shown) * 1440 + shown.minuteOfDay) * 60_000;
  // A voice may read the narrow blanks some languages have before "PM".
  return format.format(ms).replace(/[\u00a0\u202f]/g, ' ');
};

const createFormat = (language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  try {
    return new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' });
  } catch {
    // A flow may name its language as it likes; English is what remains.
    return new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' });
  }
};

/** A moment as `2026-03-01T09:30:00Z`. */
export const formatInstant = (ms: number): string => {
  const { second, ...time } = shownAt(ms, 'UTC');
  const { year, month, day } = dateOf(epochDayOf(time));
  const clock = formatPattern({ ...time, second }, '%T', 'en-US');
  return `${padded(year, 4)}-${padded(month)}-${padded(day)}T${clock}Z`;
};
