import { type OpeningHours, openingHours, type TimeRange } from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';

/** Hours as a step keeps them; without a time zone they are on the flow's clocks. */
export type HoursValue = Omit<OpeningHours, 'timeZone'> & { readonly timeZone: string | null };
/** A day of the week. */
export type Weekday = keyof OpeningHours['weekly'];

/** The days of a week in order. */
export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const satisfies readonly Weekday[];

/** All day long. */
export const ALL_DAY: TimeRange = { from: '00:00', to: '24:00' };
const OFFICE: TimeRange = { from: '09:00', to: '17:00' };

/** The hours a value holds, as far as it can be read; the rest is as in new ones, so that a broken value can be mended. */
export const readHours = (value: Json): HoursValue => {
  const given = value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
  const timeZone = 'timeZone' in given && typeof given.timeZone === 'string' ? given.timeZone : null;
  const { timeZone: _, ...rest } = given as Readonly<Record<string, Json>>;
  const read = openingHours.safeParse(rest);
  // What is being typed, as a holiday without its date, must stay as it is until it can be read.
  const hours = read.success ? read.data : ({ ...openingHours.parse({}), ...rest } as OpeningHours);
  return { ...hours, timeZone };
};

/** A time of day as it may be typed: `9`, `930`, `9:30`, `9.30`; undefined for what is none. The end of a day is 24. */
export const parseTime = (typed: string): string | undefined => {
  const [, hours = '', minutes = '00'] = /^([01]?\d|2[0-4])[:.h ]?([0-5]\d)?$/.exec(typed.trim()) ?? [];
  if (hours === '' || (hours === '24' && minutes !== '00')) return undefined;
  return `${hours.padStart(2, '0')}:${minutes}`;
};

/** The range with another beginning or end; undefined for what is no range. 00:00 as an end is that of the same day. */
export const withTime = (range: TimeRange, end: 'from' | 'to', typed: string): TimeRange | undefined => {
  const next = { ...range, [end]: end === 'to' && typed === '00:00' ? '24:00' : typed };
  return next.from === next.to || next.from === '24:00' ? undefined : next;
};

/** One more range of a day: after those that are there, or office hours. */
export const withRange = (ranges: readonly TimeRange[]): readonly TimeRange[] => {
  const last = ranges.at(-1);
  if (!last) return [OFFICE];
  const hour = Number(last.to.slice(0, 2)) + 1;
  return hour > 22
    ? [...ranges, { from: '06:00', to: '07:00' }]
    : [...ranges, { from: clock(hour), to: clock(hour + 1) }];
};

/** The week with the hours of one day on all from Monday to Friday. */
export const onWeekdays = (weekly: OpeningHours['weekly'], ranges: readonly TimeRange[]): OpeningHours['weekly'] => {
  const same = [...ranges];
  return { ...weekly, monday: same, tuesday: same, wednesday: same, thursday: same, friday: same };
};

/** A date of every year: `12-25`. */
export const isYearly = (date: string): boolean => /^\d\d-\d\d$/.test(date);

/** The date made one of every year, or one of a single year. */
export const asYearly = (date: string, yearly: boolean, year: number): string => {
  if (yearly === isYearly(date)) return date;
  return yearly ? date.slice(5) : `${year}-${date}`;
};

const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
