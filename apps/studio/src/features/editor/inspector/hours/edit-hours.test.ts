import { openingHours } from '@callwright/flow-engine';
import { describe, expect, it } from 'vitest';
import { asYearly, onWeekdays, parseTime, readHours, WEEKDAYS, withRange, withTime } from './edit-hours';

describe('reading hours', () => {
  it('fills in an ordinary week, on the clocks of the flow', () => {
    const hours = readHours({});
    expect(hours.timeZone).toBeNull();
    expect(hours.weekly.monday).toEqual([{ from: '09:00', to: '17:00' }]);
    expect(hours.weekly.sunday).toEqual([]);
  });

  it('keeps what cannot be read yet, so that a holiday can be given its date', () => {
    const holidays = [{ date: '', name: 'Christmas', hours: [] }];
    expect(readHours({ timeZone: 'Europe/Berlin', holidays })).toMatchObject({ timeZone: 'Europe/Berlin', holidays });
    expect(readHours(null).holidays).toEqual([]);
  });
});

describe('times of a day', () => {
  const range = { from: '09:00', to: '17:00' };

  it('are typed as people write them, on 24 hours', () => {
    expect(['9', '930', '9:30', '09.30', '0', '24'].map(parseTime)).toEqual([
      '09:00',
      '09:30',
      '09:30',
      '09:30',
      '00:00',
      '24:00',
    ]);
    expect(['', '9:5', '25', '12:60', '24:01', 'nine'].map(parseTime)).toEqual(Array(6).fill(undefined));
  });

  it('end at midnight as the end of the same day', () => {
    expect(withTime(range, 'to', '00:00')).toEqual({ from: '09:00', to: '24:00' });
  });

  it('are not changed to a range of no length, or one that begins when the day is over', () => {
    expect(withTime(range, 'to', '09:00')).toBeUndefined();
    expect(withTime(range, 'from', '24:00')).toBeUndefined();
  });

  it('go on after those that are there', () => {
    expect(withRange([])).toEqual([range]);
    expect(withRange([range])[1]).toEqual({ from: '18:00', to: '19:00' });
  });

  it('stay hours the engine can read, however many are added', () => {
    let ranges = withRange([]);
    for (let count = 1; count < 10; count++) ranges = withRange(ranges);
    expect(openingHours.safeParse({ weekly: { monday: ranges } }).success).toBe(true);
  });
});

describe('the week', () => {
  it('takes the hours of one day for all from Monday to Friday', () => {
    const { weekly } = readHours({});
    const next = onWeekdays(weekly, [{ from: '08:00', to: '12:00' }]);
    expect(WEEKDAYS.map((day) => next[day].length)).toEqual([1, 1, 1, 1, 1, 0, 0]);
    expect(next.friday).toEqual([{ from: '08:00', to: '12:00' }]);
  });
});

describe('holidays', () => {
  it('are of every year or of one', () => {
    expect(asYearly('2026-12-25', true, 2026)).toBe('12-25');
    expect(asYearly('12-25', false, 2026)).toBe('2026-12-25');
    expect(asYearly('12-25', true, 2026)).toBe('12-25');
  });
});
