import { epochDayOf, isDate, whenLocal } from '../calendar/local-time.js';

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?$/;
const MS_PER_DAY = 86_400_000;

/**
 * The moment of an ISO 8601 text (`2026-03-02T09:30`, `2026-03-02T09:30:00+01:00`), in ms since the epoch; null when it is
 * none. Without an offset it is what the clocks of the time zone show; without a time of day, midnight.
 */
export const momentOf = (text: string, timeZone: string): number | null => {
  const found = ISO.exec(text.trim());
  if (!found) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  if (!isDate({ year, month, day }) || hour > 23 || minute > 59 || second > 59) return null;
  const epochDay = epochDayOf({ year, month, day });
  const minuteOfDay = hour * 60 + minute;
  const offset = found[7];
  const atMs =
    offset === undefined
      ? whenLocal(epochDay, minuteOfDay, timeZone)
      : epochDay * MS_PER_DAY + (minuteOfDay - offsetMinutes(offset)) * 60_000;
  return atMs + second * 1000;
};

const offsetMinutes = (offset: string): number => {
  if (offset === 'Z') return 0;
  const digits = offset.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return offset.startsWith('-') ? -minutes : minutes;
};
