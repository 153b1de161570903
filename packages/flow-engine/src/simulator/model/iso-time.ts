const MS_PER_DAY = 86_400_000;
const DAYS_PER_ERA = 146_097;
/** Days from 0000-03-01, where an era of 400 years begins, to 1970-01-01. */
const DAYS_BEFORE_EPOCH = 719_468;

/** A moment, in ms since the epoch, as ISO 8601 text in UTC. Plain arithmetic: pure code has no calendar. */
export const isoTime = (atMs: number): string => {
  const day = Math.floor(atMs / MS_PER_DAY);
  const ms = atMs - day * MS_PER_DAY;
  const time = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map((part) => pad(part, 2)).join(':');
  return `${isoDay(day)}T${time}.${pad(ms % 1000, 3)}Z`;
};

// The year begins in March here, so that a leap day is its last: H. Hinnant, "chrono-Compatible Low-Level Date
// Algorithms", civil_from_days.
const isoDay = (sinceEpoch: number): string => {
  const days = sinceEpoch + DAYS_BEFORE_EPOCH;
  const era = Math.floor(days / DAYS_PER_ERA);
  const dayOfEra = days - era * DAYS_PER_ERA;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / (DAYS_PER_ERA - 1));
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
};

const pad = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, '0');
