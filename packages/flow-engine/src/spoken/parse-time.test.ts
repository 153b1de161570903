import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzRuns } from '../testing/fuzz-runs.js';
import { parseSpokenTime } from './parse-time.js';
import { spellNumber } from './spell-number.js';

describe('parseSpokenTime', () => {
  it.each([
    ['half past nine', 'en', '09:30'],
    ['quarter to five pm', 'en', '16:45'],
    ['a quarter past twelve', 'en', '12:15'],
    ['ten to one in the afternoon', 'en', '12:50'],
    ['three thirty p.m.', 'en-US', '15:30'],
    ['nine oh five', 'en', '09:05'],
    ['five o’clock', 'en', '05:00'],
    ['at noon', 'en', '12:00'],
    ['midnight', 'en', '00:00'],
    ['twelve am', 'en', '00:00'],
    ['fifteen hundred', 'en', '15:00'],
    ['9pm', 'en', '21:00'],
    ['9:30 am', 'en', '09:30'],
    ['neun Uhr dreißig', 'de', '09:30'],
    ['halb zehn', 'de', '09:30'],
    ['halb eins', 'de', '00:30'],
    ['viertel vor neun abends', 'de', '20:45'],
    ['zehn nach acht', 'de', '08:10'],
    ['um 15 Uhr', 'de', '15:00'],
    ['mittags', 'de', '12:00'],
    ['las nueve y media', 'es', '09:30'],
    ['a las nueve menos cuarto de la noche', 'es', '20:45'],
    ['las cinco de la tarde', 'es', '17:00'],
    ['mediodía', 'es', '12:00'],
    ['la una y diez', 'es', '01:10'],
    ['neuf heures trente', 'fr', '09:30'],
    ['dix heures moins le quart', 'fr', '09:45'],
    ['neuf heures et demie du soir', 'fr', '21:30'],
    ['midi et quart', 'fr', '12:15'],
    ['9h30', 'fr', null],
    ['minuit', 'fr', '00:00'],
    ['0930', 'ja', '09:30'],
    ['930', 'en', '09:30'],
    ['2400', 'en', '00:00'],
    ['2401', 'en', null],
    ['2561', 'en', null],
    ['nine five', 'en', null],
    ['thirty', 'en', null],
    ['seventy past nine', 'en', null],
    ['fifteen o’clock am', 'en', null],
    ['noon', 'ja', null],
    ['sales', 'en', null],
    ['', 'en', null],
  ] as const)('%s in %s is %s', (text, language, time) => {
    expect(parseSpokenTime(text, language)).toBe(time);
  });

  it('understands every minute of the day said as hour and minutes', () => {
    const clock = { de: 'Uhr', fr: 'heures', es: 'y', en: '' } as const;
    const languages = fc.constantFrom('de', 'fr', 'es', 'en' as const);
    const property = fc.property(
      languages,
      fc.integer({ min: 1, max: 23 }),
      fc.integer({ min: 10, max: 59 }),
      (language, hour, minute) => {
        const said = `${spellNumber(hour, language)} ${clock[language]} ${spellNumber(minute, language)}`;
        const expected = `${String(hour).padStart(2, '0')}:${minute}`;
        expect(parseSpokenTime(said, language)).toBe(expected);
      },
    );
    fc.assert(property, { numRuns: fuzzRuns(500), seed: 1 });
  });

  it('never throws', () => {
    const property = fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('en', 'de', 'es', 'fr', 'xx'),
      (text, language) => {
        const time = parseSpokenTime(text, language);
        expect(time === null || /^\d\d:\d\d$/.test(time)).toBe(true);
      },
    );
    fc.assert(property, { numRuns: fuzzRuns(300), seed: 1 });
  });
});
