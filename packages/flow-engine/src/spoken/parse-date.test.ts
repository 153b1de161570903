import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf, epochDayOf, formatLocalDate } from '../calendar/local-time.js';
import { fuzzRuns } from '../testing/fuzz-runs.js';
import { calendarWords } from './calendar-words.js';
import { parseSpokenDate } from './parse-date.js';
import { spellNumber } from './spell-number.js';

/** A Saturday. */
const today = { year: 2026, month: 11, day: 21 };

describe('parseSpokenDate', () => {
  it.each([
    ['the third of March', 'en-US', '2027-03-03'],
    ['March 3rd 2026', 'en-US', '2026-03-03'],
    ['Monday the twenty third of November', 'en', '2026-11-23'],
    ['November twenty first', 'en', '2026-11-21'],
    ['December twelfth twenty twenty six', 'en', '2026-12-12'],
    ['July fourth nineteen eighty four', 'en', '1984-07-04'],
    ['May first two thousand and five', 'en', '2005-05-01'],
    ['February twenty ninth', 'en', '2028-02-29'],
    ['tomorrow', 'en', '2026-11-22'],
    ['The day after tomorrow.', 'en', '2026-11-23'],
    ['in two weeks', 'en', '2026-12-05'],
    ['in a week', 'en', '2026-11-28'],
    ['next monday', 'en', '2026-11-23'],
    ['saturday', 'en', '2026-11-28'],
    ['dritter März', 'de-DE', '2027-03-03'],
    ['am einundzwanzigsten Dezember zweitausendsechsundzwanzig', 'de', '2026-12-21'],
    ['der siebte Mai neunzehnhundertvierundachtzig', 'de', '1984-05-07'],
    ['3. März 2026', 'de', '2026-03-03'],
    ['übermorgen', 'de', '2026-11-23'],
    ['nächsten Mittwoch', 'de', '2026-11-25'],
    ['in drei Tagen', 'de', '2026-11-24'],
    ['tres de marzo de dos mil veintiséis', 'es', '2026-03-03'],
    ['el primero de mayo', 'es', '2027-05-01'],
    ['pasado mañana', 'es', '2026-11-23'],
    ['el próximo lunes', 'es', '2026-11-23'],
    ['en dos semanas', 'es', '2026-12-05'],
    ['le trois mars deux mille vingt-six', 'fr', '2026-03-03'],
    ['1er mai', 'fr', '2027-05-01'],
    ['le premier mai', 'fr', '2027-05-01'],
    ['aujourd’hui', 'fr', '2026-11-21'],
    ['après-demain', 'fr', '2026-11-23'],
    ['lundi prochain', 'fr', '2026-11-23'],
    ['dans trois jours', 'fr', '2026-11-24'],
    ['03042026', 'en-US', '2026-03-04'],
    ['03042026', 'en-GB', '2026-04-03'],
    ['03 04 2026', 'ja', '2026-04-03'],
    ['zero three zero four two zero two six', 'en-US', '2026-03-04'],
    ['3/4/2026', 'en-US', '2026-03-04'],
    ['3.4.2026', 'de', '2026-04-03'],
    ['2026-04-03', 'en-US', '2026-04-03'],
    ['31022026', 'de', null],
    ['13132026', 'en-US', null],
    ['12', 'en', null],
    ['february thirtieth', 'en', null],
    ['march', 'en', null],
    ['march fifty', 'en', null],
    ['sales', 'en', null],
    ['morgen', 'en', null],
    ['tomorrow', 'ja', null],
    ['', 'en', null],
  ] as const)('%s in %s is %s', (text, language, date) => {
    expect(parseSpokenDate(text, language, today)).toBe(date);
  });

  it('understands every day of some years said as day, month and year', () => {
    const languages = fc.constantFrom('de', 'es', 'fr', 'en' as const);
    const property = fc.property(languages, fc.integer({ min: 15_000, max: 30_000 }), (language, epochDay) => {
      const { year, month, day } = dateOf(epochDay);
      const name = (calendarWords[language].months[month - 1] ?? '').split('|')[0];
      const said = `${spellNumber(day, language)} ${name} ${spellNumber(year, language)}`;
      expect(parseSpokenDate(said, language, today)).toBe(formatLocalDate({ year, month, day }));
    });
    fc.assert(property, { numRuns: fuzzRuns(300), seed: 1 });
  });

  it('never throws, and never names a day before today for a weekday', () => {
    const property = fc.property(fc.string({ unit: 'grapheme' }), fc.nat(6), (text, weekday) => {
      const some = parseSpokenDate(text, 'en-US', today);
      expect(some === null || /^\d{4}-\d\d-\d\d$/.test(some)).toBe(true);
      const date = parseSpokenDate(calendarWords.en.weekdays[weekday] ?? '', 'en', dateOf(epochDayOf(today) + weekday));
      expect(date !== null && date > formatLocalDate(dateOf(epochDayOf(today) + weekday))).toBe(true);
    });
    fc.assert(property, { numRuns: fuzzRuns(300), seed: 1 });
  });
});
