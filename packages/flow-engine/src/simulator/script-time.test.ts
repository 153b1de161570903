import { expect, it } from 'vitest';
import { momentOf } from './script-time.js';

const utc = (iso: string) => Date.parse(iso);

it.each([
  ['2026-03-02T09:30', 'UTC', utc('2026-03-02T09:30:00Z')],
  ['2026-03-02T09:30', 'Europe/Berlin', utc('2026-03-02T08:30:00Z')],
  ['2026-07-02 09:30:15', 'Europe/Berlin', utc('2026-07-02T07:30:15Z')],
  ['2026-03-02', 'America/New_York', utc('2026-03-02T05:00:00Z')],
  ['2026-03-02T09:30Z', 'America/New_York', utc('2026-03-02T09:30:00Z')],
  ['2026-03-02T09:30:00.5+01:00', 'UTC', utc('2026-03-02T08:30:00Z')],
  ['2026-03-02T00:15-0530', 'UTC', utc('2026-03-02T05:45:00Z')],
  ['2026-02-30', 'UTC', null],
  ['2026-03-02T24:00', 'UTC', null],
  ['tomorrow', 'UTC', null],
])('%s in %s is %s', (text, timeZone, moment) => {
  expect(momentOf(text, timeZone)).toBe(moment);
});
