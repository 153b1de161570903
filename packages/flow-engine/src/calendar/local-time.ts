/** A moment as a clock on the wall shows it. */
export type LocalTime = {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  /** 1 is Monday, 7 is Sunday (ISO 8601). */
  readonly weekday: number;
  /** Minutes since midnight, 0 to 1439, as the clock shows them: an hour that is turned back comes twice. */
  readonly minuteOfDay: number;
};

/** A day of the calendar. */
export type LocalDate = Pick<LocalTime, 'year' | 'month' | 'day'>;

/** The time zone used where none, or none that is known, was given. */
export const DEFAULT_TIME_ZONE = 'UTC';

/**
 * What the clocks of a time zone show.
 * @param ms milliseconds since 1970 in UTC, between the years 1 and 9999
 * @param timeZone IANA name; one that is not known counts as UTC
 */
export const localTime = (ms: number, timeZone: string): LocalTime => {
  const seconds = localSeconds(ms, timeZone);
  const epochDay = Math.floor(seconds / DAY_SECONDS);
  const minuteOfDay = Math.floor((seconds - epochDay * DAY_SECONDS) / 60);
  return { ...dateOf(epochDay), weekday: weekdayOf(epochDay), minuteOfDay };
};

/** Whether there is a time zone of this name. */
export const isTimeZone = (name: string): boolean => formatOf(name) !== null;

/**
 * When the clocks of a time zone first show a time, in milliseconds since 1970. A time they skip is when they jump
 * over it; of a time they show twice it is the first.
 * @param epochDay the day, as {@link epochDayOf} counts
 * @param minuteOfDay minutes after its midnight; more than a day is a later day
 */
export const whenLocal = (epochDay: number, minuteOfDay: number, timeZone: string): number => {
  const seconds = epochDay * DAY_SECONDS + minuteOfDay * 60;
  // No zone is further than a day from UTC, and none changes its clocks twice in that time: before and after are known.
  const before = seconds - offsetSeconds(seconds - DAY_SECONDS, timeZone);
  const after = seconds - offsetSeconds(seconds + DAY_SECONDS, timeZone);
  const [early, late] = before < after ? [before, after] : [after, before];
  if (localSeconds(early * 1000, timeZone) === seconds) return early * 1000;
  if (localSeconds(late * 1000, timeZone) === seconds) return late * 1000;
  return firstReaching(seconds, early, late, timeZone) * 1000;
};

/** Days since 1970-01-01. @param date its day may lie outside the month, and counts on from there */
export const epochDayOf = ({ year, month, day }: LocalDate): number => {
  // Howard Hinnant, "chrono-compatible low-level date algorithms": years begin in March, so a leap day is the last.
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
};

/** The date of a day counted from 1970-01-01. */
export const dateOf = (epochDay: number): LocalDate => {
  const shifted = epochDay + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
};

/** The weekday of a day counted from 1970-01-01: 1 is Monday, 7 is Sunday. */
export const weekdayOf = (epochDay: number): number => ((((epochDay + 3) % 7) + 7) % 7) + 1;

/** Whether a date is in the calendar. */
export const isDate = (date: LocalDate): boolean => {
  const { year, month, day } = dateOf(epochDayOf(date));
  return year === date.year && month === date.month && day === date.day;
};

/** A date as `2026-03-01`. */
export const formatLocalDate = ({ year, month, day }: LocalDate): string =>
  `${padded(year, 4)}-${padded(month)}-${padded(day)}`;

/** A time of day as `09:30`. */
export const formatLocalTime = ({ minuteOfDay }: Pick<LocalTime, 'minuteOfDay'>): string =>
  `${padded(Math.floor(minuteOfDay / 60))}:${padded(minuteOfDay % 60)}`;

/** A date of the calendar from `2026-03-01`, or null. */
export const parseLocalDate = (text: string): LocalDate | null => {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!found) return null;
  const date = { year: Number(found[1]), month: Number(found[2]), day: Number(found[3]) };
  return isDate(date) ? date : null;
};

const padded = (value: number, length = 2) => String(value).padStart(length, '0');

const DAY_SECONDS = 86_400;
// ECMA-262 §21.4.1.1: no time lies further from 1970.
const MAX_MS = 8.64e15;

const formats = new Map<string, Intl.DateTimeFormat | null>();

/** Names are few when they are real; what is not is not worth remembering long. */
const MAX_FORMATS = 1000;

const formatOf = (timeZone: string): Intl.DateTimeFormat | null => {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  if (formats.size >= MAX_FORMATS) formats.clear();
  const fresh = createFormat(timeZone);
  formats.set(timeZone, fresh);
  return fresh;
};

const createFormat = (timeZone: string): Intl.DateTimeFormat | null => {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch {
    // There is no other way to ask whether a zone is known.
    return null;
  }
};

/** What the clocks show, as seconds since 1970 as if they were in UTC. */
const localSeconds = (ms: number, timeZone: string): number => {
  const secondsInUtc = Math.floor(ms / 1000);
  const format = timeZone === DEFAULT_TIME_ZONE ? null : formatOf(timeZone);
  if (!(Math.abs(ms) <= MAX_MS)) return 0;
  if (!format) return secondsInUtc;
  const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] = (
    format.format(secondsInUtc * 1000).match(/\d+/g) ?? []
  ).map(Number);
  return epochDayOf({ year, month, day }) * DAY_SECONDS + hour * 3600 + minute * 60 + second;
};

const offsetSeconds = (secondsInUtc: number, timeZone: string): number =>
  localSeconds(secondsInUtc * 1000, timeZone) - secondsInUtc;

// Between the two the clocks jump once: halve the way to the second it happens in.
const firstReaching = (seconds: number, early: number, late: number, timeZone: string): number => {
  let [from, to] = [early - 1, late];
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (localSeconds(middle * 1000, timeZone) >= seconds) to = middle;
    else from = middle;
  }
  return to;
};
