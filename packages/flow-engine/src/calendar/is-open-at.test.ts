import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzRuns } from '../testing/fuzz-runs.js';
import { isOpenAt } from './is-open-at.js';
import { type OpeningHours, openingHours } from './opening-hours.js';

const berlin = (more: object = {}) => openingHours.parse({ timeZone: 'Europe/Berlin', ...more });
const at = (hours: OpeningHours, iso: string) => {
  const { nextChangeMs, ...rest } = isOpenAt(hours, Date.parse(iso));
  return { ...rest, next: nextChangeMs === null ? null : new Date(nextChangeMs).toISOString().slice(0, 16) };
};
const closed = { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] };

describe('isOpenAt', () => {
  it('is open from Monday to Friday, 9 to 17, when nothing else is said', () => {
    const hours = berlin();
    expect(at(hours, '2026-11-20T08:00:00Z')).toEqual({ isOpen: true, because: 'weekly', next: '2026-11-20T16:00' });
    expect(at(hours, '2026-11-20T07:59:59Z')).toEqual({ isOpen: false, because: 'weekly', next: '2026-11-20T08:00' });
    expect(at(hours, '2026-11-20T16:00:00Z')).toEqual({ isOpen: false, because: 'weekly', next: '2026-11-23T08:00' });
  });

  it('knows several times a day', () => {
    const wednesday = [
      { from: '14:00', to: '18:00' },
      { from: '09:00', to: '12:00' },
    ];
    const hours = berlin({ weekly: { wednesday } });
    expect(at(hours, '2026-11-18T10:59:00Z')).toMatchObject({ isOpen: true, next: '2026-11-18T11:00' });
    expect(at(hours, '2026-11-18T12:00:00Z')).toMatchObject({ isOpen: false, next: '2026-11-18T13:00' });
  });

  it('lets a time past midnight belong to the day it begins on', () => {
    const hours = berlin({
      weekly: { ...closed, friday: [{ from: '20:00', to: '02:00' }] },
      overrides: [{ from: '2026-11-21', to: '2026-11-21', reason: 'Stocktaking' }],
    });
    expect(at(hours, '2026-11-21T00:30:00Z')).toEqual({ isOpen: true, because: 'weekly', next: '2026-11-21T01:00' });
    expect(at(hours, '2026-11-21T01:00:00Z')).toEqual({
      isOpen: false,
      because: 'override',
      name: 'Stocktaking',
      next: '2026-11-27T19:00',
    });
  });

  it('goes by a holiday before the weekday, and by an override before both', () => {
    const holidays = [
      { date: '12-25', name: 'Christmas' },
      { date: '2026-12-24', name: 'Christmas Eve', hours: [{ from: '09:00', to: '12:00' }] },
    ];
    const overrides = [
      { from: '2026-12-25', to: '2026-12-26', state: 'open', hours: [{ from: '10:00', to: '11:00' }] },
    ];
    expect(at(berlin({ holidays }), '2026-12-24T10:00:00Z')).toMatchObject({
      isOpen: true,
      because: 'holiday',
      name: 'Christmas Eve',
      next: '2026-12-24T11:00',
    });
    expect(at(berlin({ holidays }), '2026-12-25T10:00:00Z')).toMatchObject({ isOpen: false, name: 'Christmas' });
    expect(at(berlin({ holidays }), '2031-12-25T10:00:00Z')).toMatchObject({ isOpen: false, name: 'Christmas' });
    expect(at(berlin({ holidays, overrides }), '2026-12-25T09:30:00Z')).toEqual({
      isOpen: true,
      because: 'override',
      next: '2026-12-25T10:00',
    });
  });

  it('joins days that touch, and sees no change where there is none within a year', () => {
    const always = Object.fromEntries(Object.keys(closed).map((day) => [day, [{ from: '00:00', to: '24:00' }]]));
    expect(at(berlin({ weekly: always }), '2026-11-20T10:00:00Z')).toMatchObject({ isOpen: true, next: null });
    expect(at(berlin({ weekly: closed }), '2026-11-20T10:00:00Z')).toMatchObject({ isOpen: false, next: null });
    const weekend = { ...closed, saturday: [{ from: '00:00', to: '24:00' }], sunday: [{ from: '00:00', to: '12:00' }] };
    expect(at(berlin({ weekly: weekend }), '2026-11-21T10:00:00Z')).toMatchObject({ next: '2026-11-22T11:00' });
    const open = [{ from: '2026-11-20', to: '2026-11-20', state: 'open' }];
    expect(at(berlin({ weekly: closed, overrides: open }), '2026-11-20T10:00:00Z')).toMatchObject({
      isOpen: true,
      next: '2026-11-20T23:00',
    });
  });

  it('follows the clocks when they are changed', () => {
    const night = { ...closed, saturday: [{ from: '22:00', to: '04:00' }] };
    const openFor = (iso: string) =>
      ((isOpenAt(berlin({ weekly: night }), Date.parse(iso)).nextChangeMs ?? 0) - Date.parse(iso)) / 3_600_000;
    expect(openFor('2026-03-28T21:00:00Z')).toBe(5);
    expect(openFor('2026-10-24T20:00:00Z')).toBe(7);
    const skipped = { ...closed, sunday: [{ from: '02:15', to: '02:45' }] };
    expect(at(berlin({ weekly: skipped }), '2026-03-29T01:00:00Z')).toMatchObject({
      isOpen: false,
      next: '2026-04-05T00:15',
    });
  });

  it('changes next exactly where it says', () => {
    const range = fc
      .tuple(fc.nat(23), fc.nat(23))
      .filter(([from, to]) => from !== to)
      .map(([from, to]) => ({ from: `${String(from).padStart(2, '0')}:00`, to: `${String(to).padStart(2, '0')}:30` }));
    const anyDay = fc.array(range, { maxLength: 2 });
    const weekly = fc.record({ monday: anyDay, tuesday: anyDay, friday: anyDay, sunday: anyDay });
    const anyMs = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });
    const property = fc.property(weekly, anyMs, fc.float({ min: 0, max: 1, noNaN: true }), (week, ms, part) => {
      const hours = openingHours.parse({ timeZone: 'America/New_York', weekly: { ...closed, ...week } });
      const { isOpen, nextChangeMs } = isOpenAt(hours, ms);
      if (nextChangeMs === null) return;
      expect(nextChangeMs).toBeGreaterThan(ms);
      const between = ms + Math.floor((nextChangeMs - 1 - ms) * part);
      expect(isOpenAt(hours, between)).toMatchObject({ isOpen, nextChangeMs });
      expect(isOpenAt(hours, nextChangeMs).isOpen).toBe(!isOpen);
    });
    fc.assert(property, { numRuns: fuzzRuns(200), seed: 1 });
  });
});

describe('openingHours', () => {
  it.each([
    ['a zone nobody knows', { timeZone: 'Mars/Olympus' }],
    ['a time that is none', { weekly: { monday: [{ from: '9:00', to: '17:00' }] } }],
    ['a time without length', { weekly: { monday: [{ from: '09:00', to: '09:00' }] } }],
    ['a date that is none', { holidays: [{ date: '2026-02-30' }] }],
    ['an end before the beginning', { overrides: [{ from: '2026-02-02', to: '2026-02-01' }] }],
  ])('refuse %s', (_, value) => {
    expect(openingHours.safeParse(value).success).toBe(false);
  });

  it('are plain JSON', () => {
    const hours = berlin({ holidays: [{ date: '02-29' }] });
    expect(openingHours.parse(JSON.parse(JSON.stringify(hours)))).toEqual(hours);
  });
});
