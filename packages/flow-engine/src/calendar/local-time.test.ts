import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzRuns } from '../testing/fuzz-runs.js';
import {
  dateOf,
  epochDayOf,
  formatLocalDate,
  formatLocalTime,
  isDate,
  isTimeZone,
  localTime,
  parseLocalDate,
  weekdayOf,
  whenLocal,
} from './local-time.js';

const shown = (iso: string, zone: string) => {
  const time = localTime(Date.parse(iso), zone);
  return `${formatLocalDate(time)} ${formatLocalTime(time)} ${time.weekday}`;
};
const when = (local: string, zone: string) => {
  const [date = '', time = ''] = local.split(' ');
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const day = epochDayOf(parseLocalDate(date) ?? { year: 0, month: 1, day: 1 });
  return new Date(whenLocal(day, hour * 60 + minute, zone)).toISOString();
};

describe('localTime', () => {
  it.each([
    ['2026-03-29T00:59:59Z', 'Europe/Berlin', '2026-03-29 01:59 7'],
    ['2026-03-29T01:00:00Z', 'Europe/Berlin', '2026-03-29 03:00 7'],
    ['2026-10-25T00:30:00Z', 'Europe/Berlin', '2026-10-25 02:30 7'],
    ['2026-10-25T01:30:00Z', 'Europe/Berlin', '2026-10-25 02:30 7'],
    ['2026-03-08T06:59:00Z', 'America/New_York', '2026-03-08 01:59 7'],
    ['2026-03-08T07:00:00Z', 'America/New_York', '2026-03-08 03:00 7'],
    ['2026-11-01T06:30:00Z', 'America/New_York', '2026-11-01 01:30 7'],
    ['2026-01-01T18:45:00Z', 'Asia/Kolkata', '2026-01-02 00:15 5'],
    ['2024-02-29T12:00:00Z', 'UTC', '2024-02-29 12:00 4'],
    ['2024-02-29T23:30:00Z', 'Europe/Berlin', '2024-03-01 00:30 5'],
    ['1969-12-31T23:59:00Z', 'UTC', '1969-12-31 23:59 3'],
  ])('of %s in %s is %s', (iso, zone, expected) => {
    expect(shown(iso, zone)).toBe(expected);
  });

  it('takes a zone that is not known for UTC', () => {
    expect(shown('2026-01-01T18:45:00Z', 'Mars/Olympus')).toBe('2026-01-01 18:45 4');
    expect(isTimeZone('Mars/Olympus')).toBe(false);
    expect(isTimeZone('Asia/Kolkata')).toBe(true);
  });

  it('bears any number', () => {
    for (const ms of [Number.NaN, Number.POSITIVE_INFINITY, 1e300, -8.64e15, 8.64e15]) {
      expect(localTime(ms, 'Europe/Berlin').month).toBeGreaterThan(0);
    }
  });
});

describe('whenLocal', () => {
  it.each([
    ['an ordinary day', '2026-07-01 09:00', 'Europe/Berlin', '2026-07-01T07:00:00.000Z'],
    ['a time that is skipped', '2026-03-29 02:30', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['a time that comes twice', '2026-10-25 02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['a time skipped west of UTC', '2026-03-08 02:30', 'America/New_York', '2026-03-08T07:00:00.000Z'],
    ['a time twice west of UTC', '2026-11-01 01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
    ['a half-hour zone', '2026-01-02 00:15', 'Asia/Kolkata', '2026-01-01T18:45:00.000Z'],
    ['the end of a leap day', '2024-02-29 24:00', 'Europe/Berlin', '2024-02-29T23:00:00.000Z'],
  ])('knows %s', (_, local, zone, expected) => {
    expect(when(local, zone)).toBe(expected);
  });

  it('leads back to what the clocks show, or to just after it where they jump', () => {
    const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC');
    const property = fc.property(zones, fc.integer({ min: 0, max: 30_000 }), fc.nat(1439), (zone, day, minute) => {
      const back = localTime(whenLocal(day, minute, zone), zone);
      expect(epochDayOf(back)).toBe(day);
      expect(back.minuteOfDay - minute).toBeGreaterThanOrEqual(0);
      expect(back.minuteOfDay - minute).toBeLessThanOrEqual(60);
    });
    fc.assert(property, { numRuns: fuzzRuns(300), seed: 1 });
  });
});

describe('a day of the calendar', () => {
  it('is counted as in every other calendar', () => {
    const property = fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (day) => {
      const iso = new Date(day * 86_400_000);
      const date = dateOf(day);
      expect(date).toEqual({ year: iso.getUTCFullYear(), month: iso.getUTCMonth() + 1, day: iso.getUTCDate() });
      expect(epochDayOf(date)).toBe(day);
      expect(weekdayOf(day)).toBe(iso.getUTCDay() || 7);
    });
    fc.assert(property, { numRuns: fuzzRuns(500), seed: 1 });
  });

  it('is one that exists', () => {
    expect(isDate({ year: 2024, month: 2, day: 29 })).toBe(true);
    expect(isDate({ year: 2026, month: 2, day: 29 })).toBe(false);
    expect(parseLocalDate('2026-13-01')).toBeNull();
    expect(parseLocalDate('2026-1-1')).toBeNull();
  });
});
