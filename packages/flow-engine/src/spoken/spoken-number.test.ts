import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzRuns } from '../testing/fuzz-runs.js';
import { parseSpokenDigits, parseSpokenNumber } from './parse-number.js';
import { spellNumber } from './spell-number.js';

const languages = ['en-US', 'de-DE', 'es-ES', 'fr-FR'] as const;

describe('spellNumber', () => {
  it.each([
    [0, 'en', 'zero'],
    [1215, 'en-GB', 'one thousand two hundred fifteen'],
    [21, 'de', 'einundzwanzig'],
    [1101, 'de', 'eintausendeinhunderteins'],
    [731, 'es', 'setecientos treinta y uno'],
    [21_000, 'es', 'veintiún mil'],
    [1100, 'es', 'mil cien'],
    [71, 'fr', 'soixante et onze'],
    [80, 'fr', 'quatre-vingts'],
    [81, 'fr', 'quatre-vingt-un'],
    [99, 'fr', 'quatre-vingt-dix-neuf'],
    [200_000, 'fr', 'deux cent mille'],
    [25, 'ja', '25'],
    [-1, 'en', '-1'],
    [2.5, 'en', '2.5'],
    [1_000_000, 'en', '1000000'],
  ] as const)('says %d in %s as %s', (value, language, words) => {
    expect(spellNumber(value, language)).toBe(words);
  });
});

describe('parseSpokenNumber', () => {
  it.each(languages)('understands every number from 0 to 9999 that it spells, in %s', (language) => {
    for (let value = 0; value < 10_000; value += 1) {
      expect(parseSpokenNumber(spellNumber(value, language), language)).toBe(value);
    }
  });

  it('understands larger ones too, however they are cut into words', () => {
    const property = fc.property(
      fc.nat(999_999),
      fc.constantFrom(...languages),
      fc.boolean(),
      (value, language, loud) => {
        const spelled = spellNumber(value, language).replaceAll('-', ' ');
        expect(parseSpokenNumber(loud ? `${spelled.toUpperCase()}.` : spelled, language)).toBe(value);
      },
    );
    fc.assert(property, { numRuns: fuzzRuns(500), seed: 1 });
  });

  it.each([
    ['Twenty five.', 'en-US', 25],
    ['a hundred and five', 'en', 105],
    ['hundred five', 'en', 105],
    ['a thousand', 'en', 1000],
    ['minus three point five', 'en', -3.5],
    ['point zero five', 'en', 0.05],
    ['one two three', 'en', 123],
    ['double five oh', 'en', 550],
    ['hundertzwo', 'de', 102],
    ['fünf und zwanzig', 'de', 25],
    ['zwölf komma fünf', 'de', 12.5],
    ['ein tausend', 'de', 1000],
    ['treinta y una', 'es', 31],
    ['ciento dos', 'es', 102],
    ['septante-deux', 'fr', 72],
    ['nonante neuf', 'fr', 99],
    ['quatre vingt dix sept', 'fr', 97],
    ['moins deux virgule cinq', 'fr', -2.5],
    ['1,250.50', 'en', 1250.5],
    ['1.250,50', 'de', 1250.5],
    ['12.5', 'de', 12.5],
    ['-7', 'ja', -7],
    ['25', 'ja', 25],
    ['twenty five', 'ja', null],
    ['sales', 'en', null],
    ['zero thousand', 'en', null],
    ['two thousand zero', 'en', null],
    ['five twenty', 'en', null],
    ['', 'en', null],
    ['minus', 'en', null],
    ['and', 'en', null],
  ] as const)('%s in %s is %s', (text, language, value) => {
    expect(parseSpokenNumber(text, language)).toBe(value);
  });

  it('never throws, and gives a finite number or null', () => {
    const property = fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(...languages, 'xx'),
      (text, language) => {
        const value = parseSpokenNumber(text, language);
        expect(value === null || Number.isFinite(value)).toBe(true);
      },
    );
    fc.assert(property, { numRuns: fuzzRuns(500), seed: 1 });
  });
});

describe('parseSpokenDigits', () => {
  it.each([
    ['one two three', 'en', '123'],
    ['oh oh seven', 'en', '007'],
    ['double five triple zero', 'en', '55000'],
    ['0049 30-12', 'en', '00493012'],
    ['+49 30', 'ja', '4930'],
    ['zwo null', 'de', '20'],
    ['uno dos', 'es', '12'],
    ['un deux zéro', 'fr', '120'],
    ['twenty', 'en', null],
    ['one two and', 'en', null],
    ['double', 'en', null],
    ['', 'en', null],
  ] as const)('%s in %s is %s', (text, language, digits) => {
    expect(parseSpokenDigits(text, language)).toBe(digits);
  });
});
