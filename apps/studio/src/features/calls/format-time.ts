/** A length or place of time as a clock shows it: `0:23`, `12:05`, `1:02:03`. Parts of a second are dropped. */
export const formatClock = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = String(rest).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
};

/** A place in a call to the millisecond, for the journal: `0:04.250`. */
export const formatPrecise = (ms: number): string =>
  `${formatClock(ms)}.${String(Math.max(0, Math.floor(ms)) % 1000).padStart(3, '0')}`;

/** A short time in seconds: `<0.01 s`, `0.46 s`, `3.2 s`, `24 s`. */
export const formatSeconds = (ms: number): string => {
  if (ms > 0 && ms < 10) return '<0.01 s';
  const digits = ms < 1000 ? 2 : ms < 10_000 ? 1 : 0;
  return `${(Math.max(0, ms) / 1000).toFixed(digits)} s`;
};

/** Hours and minutes of a day as the reader writes them: `09:14`. */
export const formatTimeOfDay = (iso: string, locale: string, timeZone?: string): string =>
  new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(
    new Date(iso),
  );

/** A day as a heading: today and yesterday are the caller's words, others `Tue 18 November`. */
export const dayOf = (iso: string, nowMs: number, locale: string, timeZone?: string): DayName => {
  const key = dayKey(new Date(iso), timeZone);
  if (key === dayKey(new Date(nowMs), timeZone)) return { name: 'today', key };
  if (key === dayKey(new Date(nowMs - 86_400_000), timeZone)) return { name: 'yesterday', key };
  const text = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'long', timeZone });
  return { name: 'other', key, text: text.format(new Date(iso)) };
};

/** A day: `key` tells days apart. */
export type DayName =
  | { readonly name: 'today' | 'yesterday'; readonly key: string }
  | { readonly name: 'other'; readonly key: string; readonly text: string };

const dayKey = (date: Date, timeZone?: string): string =>
  new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone }).format(date);
