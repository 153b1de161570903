import { z } from 'zod';
import { DEFAULT_TIME_ZONE, isTimeZone, parseLocalDate } from './local-time.js';

const timeOfDay = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'Write a time as 09:30, the end of a day as 24:00');
const date = z.string().refine((text) => parseLocalDate(text) !== null, 'Write a date of the calendar as 2026-03-01');
// A leap year, so that the 29th of February may be one.
const yearlyDate = z
  .string()
  .refine((text) => parseLocalDate(`2024-${text}`) !== null, 'Write a date of every year as 12-25');

/** A time of the day when somebody is there. One that ends no later than it begins ends on the next day. */
export const timeRange = z
  .object({ from: timeOfDay, to: timeOfDay })
  .refine(({ from, to }) => from !== to && from !== '24:00', 'A time begins before midnight and ends at another time');
/** One of them. */
export type TimeRange = z.infer<typeof timeRange>;

const ranges = z.array(timeRange).max(10);
const office = [{ from: '09:00', to: '17:00' }];

/** The days of a week in the order of {@link LocalTime.weekday}. */
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** The hours of an ordinary week; a day without any is closed. */
export const weeklyHours = z.object({
  monday: ranges.default(office),
  tuesday: ranges.default(office),
  wednesday: ranges.default(office),
  thursday: ranges.default(office),
  friday: ranges.default(office),
  saturday: ranges.default([]),
  sunday: ranges.default([]),
});

/** A day that is not like its weekday: `2026-04-03`, or `12-25` every year. Without hours it is closed. */
export const holiday = z.object({
  date: z.union([date, yearlyDate]),
  name: z.string().max(120).default(''),
  hours: ranges.default([]),
});
/** One of them. */
export type Holiday = z.infer<typeof holiday>;

/** Days, both included, for which something else holds than for all others, holidays too. Open without hours is all day. */
export const hoursOverride = z
  .object({
    from: date,
    to: date,
    state: z.enum(['open', 'closed']).default('closed'),
    hours: ranges.default([]),
    reason: z.string().max(120).default(''),
  })
  .refine(({ from, to }) => from <= to, 'It ends before it begins');
/** One of them. */
export type HoursOverride = z.infer<typeof hoursOverride>;

/**
 * When somebody is there. The first override of a day decides, else its first holiday, else its weekday. A time past
 * midnight belongs to the day it begins on.
 */
export const openingHours = z.object({
  timeZone: z.string().max(64).refine(isTimeZone, 'There is no such time zone').default(DEFAULT_TIME_ZONE),
  weekly: weeklyHours.prefault({}),
  holidays: z.array(holiday).max(200).default([]),
  overrides: z.array(hoursOverride).max(200).default([]),
});
/** One of them; the default is Monday to Friday from 9 to 17. */
export type OpeningHours = z.infer<typeof openingHours>;
