import {
  defineNodeType,
  type FieldMeta,
  isTimeZone,
  NEVER,
  type OpeningHours,
  openingHours,
} from '@callwright/flow-engine';
import { z } from 'zod';
import { saveAs } from '../shared/fields.js';

const hoursOfNode = openingHours.extend({
  timeZone: z.string().max(64).refine(isTimeZone, 'There is no such time zone').nullable().default(null),
});

/** What an hours node is set to. */
export const HoursConfig = z.object({
  hours: hoursOfNode.prefault({}).meta({
    title: 'Opening hours',
    help: 'The week, its holidays, and days on which something else holds.',
    section: 'does',
    widget: 'hours',
  } satisfies FieldMeta),
  saveAs: saveAs('Remember it as', '', { help: 'Whether it is open, why, and when that changes next.' }),
});
export type HoursConfig = z.infer<typeof HoursConfig>;

/** The hours on the clocks they are meant for. @param timeZone the flow's, for hours that name none */
export const hoursIn = ({ hours }: HoursConfig, timeZone: string): OpeningHours => ({
  ...hours,
  timeZone: hours.timeZone ?? timeZone,
});

/** Goes on by the time of the call. */
export const definition = defineNodeType<HoursConfig>({
  type: 'hours',
  version: 1,
  title: 'Opening hours',
  action: 'Check opening hours',
  description: 'Goes one way when somebody is there, another when not, a third on holidays.',
  family: 'decide',
  icon: 'calendar-clock',
  config: HoursConfig,
  exits: (config) => [
    { name: 'open', label: 'Open', kind: 'next' },
    { name: 'closed', label: 'Closed', kind: 'next' },
    { name: 'holiday', label: 'Holiday', kind: mayBeHoliday(config) ? 'next' : 'fallback' },
  ],
  summary: ({ hours }) => daysIn(hours),
  check: ({ hours }) => {
    const isNeverOpen =
      daysIn(hours) === 'Closed' &&
      hours.holidays.every((one) => one.hours.length === 0) &&
      hours.overrides.every(({ state }) => state === 'closed');
    if (!isNeverOpen) return [];
    return [{ severity: 'warning', message: 'It is never open.', field: 'hours' }];
  },
  outcomes: (config) =>
    ['open', 'closed', 'holiday'].map((exit) => ({
      exit,
      ...(exit === 'holiday' && !mayBeHoliday(config) ? { when: NEVER } : { isChance: true }),
      ...(config.saveAs !== '' && { sets: { [config.saveAs]: { is: 'any' as const, of: 'object' as const } } }),
    })),
});

const mayBeHoliday = ({ hours }: HoursConfig) => hours.holidays.length > 0;

const NAMES = {
  monday: 'Mon',
  tuesday: 'Tue',
  wednesday: 'Wed',
  thursday: 'Thu',
  friday: 'Fri',
  saturday: 'Sat',
  sunday: 'Sun',
} as const;
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

// Days in a row with the same hours are one: "Mon–Fri 09:00–17:00".
const daysIn = ({ weekly }: HoursConfig['hours']): string => {
  const runs: { readonly first: string; last: string; readonly times: string }[] = [];
  for (const day of DAYS) {
    const times = weekly[day].map(({ from, to }) => `${from}–${to}`).join(', ');
    const run = runs.at(-1);
    if (run?.times === times) run.last = NAMES[day];
    else runs.push({ first: NAMES[day], last: NAMES[day], times });
  }
  const open = runs.filter(({ times }) => times !== '');
  const words = open.map(({ first, last, times }) => `${first === last ? first : `${first}–${last}`} ${times}`);
  return words.join('; ') || 'Closed';
};
