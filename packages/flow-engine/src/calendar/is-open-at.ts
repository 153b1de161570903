import { dateOf, epochDayOf, formatLocalDate, localTime, weekdayOf, whenLocal } from './local-time.js';
import { type OpeningHours, type TimeRange, weekdays } from './opening-hours.js';

/** What kind of rule decided. */
export type OpeningRule = 'weekly' | 'holiday' | 'override';

/** Whether somebody is there, why, and until when. */
export type Opening = {
  readonly isOpen: boolean;
  readonly because: OpeningRule;
  /** Of the holiday, or the reason of the override, when it has one. */
  readonly name?: string;
  /** When it changes next, in milliseconds since 1970; null when it does not within a year. */
  readonly nextChangeMs: number | null;
};

const DAY_MINUTES = 1440;
/** A year and a day, so that a yearly holiday is found. */
const DAYS_AHEAD = 367;

/** Whether it is open at a moment. @param ms milliseconds since 1970 in UTC */
export const isOpenAt = (hours: OpeningHours, ms: number): Opening => {
  const today = epochDayOf(localTime(ms, hours.timeZone));
  const { isOpen, nextChangeMs } = lookAhead(hours, today, ms);
  const { because, name } = decidingDay(hours, today, isOpen ? ms : null);
  return { isOpen, because, ...(name !== '' && { name }), nextChangeMs };
};

type DayRule = {
  readonly because: OpeningRule;
  readonly name: string;
  /** Minutes after the midnight the day begins with, in order. */
  readonly spans: readonly Span[];
};
type Span = { readonly from: number; readonly to: number };

// Spans that touch are one: it is open until the last of them ends.
const lookAhead = (hours: OpeningHours, today: number, ms: number): Pick<Opening, 'isOpen' | 'nextChangeMs'> => {
  const last = (today + DAYS_AHEAD) * DAY_MINUTES;
  const toMs = (minute: number) => whenLocal(Math.floor(minute / DAY_MINUTES), minute % DAY_MINUTES, hours.timeZone);
  for (const span of joinedSpans(hours, today - 1, today + DAYS_AHEAD)) {
    const endMs = toMs(span.to);
    if (endMs <= ms) continue;
    const startMs = toMs(span.from);
    if (startMs >= endMs) continue;
    if (startMs > ms) return { isOpen: false, nextChangeMs: startMs };
    return { isOpen: true, nextChangeMs: span.to >= last ? null : endMs };
  }
  return { isOpen: false, nextChangeMs: null };
};

/** All times it is open, in minutes since the first midnight of 1970 on the clocks of the place, in order. */
function* joinedSpans(hours: OpeningHours, fromDay: number, toDay: number): Generator<Span> {
  let [from, to] = [Number.NaN, Number.NaN];
  for (let day = fromDay; day < toDay; day += 1) {
    for (const span of ruleOf(hours, day).spans) {
      const [start, end] = [day * DAY_MINUTES + span.from, day * DAY_MINUTES + span.to];
      const isApart = !(start <= to);
      if (isApart && !Number.isNaN(from)) yield { from, to };
      [from, to] = isApart ? [start, end] : [from, Math.max(to, end)];
    }
  }
  if (!Number.isNaN(from)) yield { from, to };
}

/** The rule of the day: of today, unless it is open only because yesterday's hours last past midnight. */
const decidingDay = (hours: OpeningHours, today: number, openMs: number | null): DayRule => {
  const rule = ruleOf(hours, today);
  if (openMs === null) return rule;
  const isWithin = ({ from, to }: Span) =>
    whenLocal(today, from, hours.timeZone) <= openMs && openMs < whenLocal(today, to, hours.timeZone);
  return rule.spans.some(isWithin) ? rule : ruleOf(hours, today - 1);
};

const ruleOf = (hours: OpeningHours, epochDay: number): DayRule => {
  const date = formatLocalDate(dateOf(epochDay));
  const override = hours.overrides.find(({ from, to }) => from <= date && date <= to);
  if (override) {
    const { state, reason } = override;
    const open = override.hours.length === 0 ? allDay : spansOf(override.hours);
    return { because: 'override', name: reason, spans: state === 'open' ? open : [] };
  }
  const holiday = hours.holidays.find((one) => one.date === date || one.date === date.slice('2026-'.length));
  if (holiday) return { because: 'holiday', name: holiday.name, spans: spansOf(holiday.hours) };
  const weekday = weekdays[weekdayOf(epochDay) - 1] ?? 'monday';
  return { because: 'weekly', name: '', spans: spansOf(hours.weekly[weekday]) };
};

const allDay: readonly Span[] = [{ from: 0, to: DAY_MINUTES }];

const spansOf = (ranges: readonly TimeRange[]): readonly Span[] =>
  ranges
    .map((range) => {
      const [from, to] = [minutesOf(range.from), minutesOf(range.to)];
      return { from, to: to > from ? to : to + DAY_MINUTES };
    })
    .sort((a, b) => a.from - b.from);

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
