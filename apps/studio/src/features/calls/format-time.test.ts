import { describe, expect, it } from 'vitest';
import { dayOf, formatClock, formatPrecise, formatSeconds, formatTimeOfDay } from './format-time';

describe('formatClock', () => {
  it.each([
    [0, '0:00'],
    [999, '0:00'],
    [23_400, '0:23'],
    [132_000, '2:12'],
    [3_723_000, '1:02:03'],
    [-50, '0:00'],
  ])('shows %d ms as %s', (ms, text) => {
    expect(formatClock(ms)).toBe(text);
  });
});

describe('formatPrecise and formatSeconds', () => {
  it('keep as much as is worth reading', () => {
    expect(formatPrecise(4_250)).toBe('0:04.250');
    expect(formatPrecise(61_007)).toBe('1:01.007');
    expect([0, 3, 40, 460, 3_240, 24_400].map(formatSeconds)).toEqual([
      '0.00 s',
      '<0.01 s',
      '0.04 s',
      '0.46 s',
      '3.2 s',
      '24 s',
    ]);
  });
});

describe('times of day', () => {
  const nowMs = Date.parse('2025-11-21T09:30:00Z');

  it('are those of the reader, not of the server', () => {
    expect(formatTimeOfDay('2025-11-21T09:14:00Z', 'en', 'UTC')).toBe('09:14');
    expect(formatTimeOfDay('2025-11-21T23:59:00Z', 'en', 'Asia/Tokyo')).toBe('08:59');
  });

  it('belong to today, yesterday or a day by its name', () => {
    expect(dayOf('2025-11-21T00:10:00Z', nowMs, 'en', 'UTC').name).toBe('today');
    expect(dayOf('2025-11-20T23:50:00Z', nowMs, 'en', 'UTC').name).toBe('yesterday');
    expect(dayOf('2025-11-20T23:50:00Z', nowMs, 'en', 'Asia/Tokyo').name).toBe('today');
    expect(dayOf('2025-11-18T10:00:00Z', nowMs, 'en-GB', 'UTC')).toMatchObject({ text: 'Tue 18 November' });
  });
});
