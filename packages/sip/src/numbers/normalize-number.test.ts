import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNumber, normalizeNumber, numberProblems } from './normalize-number.js';

describe('normalizeNumber', () => {
  it.each([
    ['+49 (0)30 12-34 56', '49', '+4930123456'],
    ['0049 30/123456', '49', '+4930123456'],
    ['030 123456', '49', '+4930123456'],
    ['tel:+49-30-123456', '1', '+4930123456'],
    ['4930123456', '49', '+4930123456'],
    ['+49 030 123456', '1', '+4930123456'],
    ['(212) 555-0123', '1', '+12125550123'],
    ['1-212-555-0123', '1', '+12125550123'],
    ['011 44 20 7946 0123', '1', '+442079460123'],
    ['06 1234 5678', '39', '+390612345678'],
    ['+39 06 1234 5678', '49', '+390612345678'],
    ['912 345 678', '34', '+34912345678'],
    ['8 (812) 123-45-67', '7', '+78121234567'],
    ['0011 1 212 555 0123', '61', '+12125550123'],
    ['06 1 234 5678', '36', '+3612345678'],
    ['+225 07 01 02 03 04', '1', '+2250701020304'],
  ])('reads %j at home in +%s as %s', (text, homeCountry, number) => {
    expect(normalizeNumber(text, { homeCountry })).toEqual({ ok: true, number });
  });

  it.each([
    ['', 'empty'],
    [' - ', 'empty'],
    ['sales', 'characters'],
    ['1-800-FLOWERS', 'characters'],
    ['+49 30 12+34', 'characters'],
    ['+49301234 ext 5', 'extension'],
    ['+49301234x5', 'extension'],
    ['+49301234,,5', 'extension'],
    ['tel:+49301234;ext=5', 'extension'],
    ['201', 'short'],
    ['3012345', 'incomplete'],
    ['+4930', 'incomplete'],
    ['+0301234567', 'noCountry'],
    ['+4930123456789012', 'tooLong'],
    ['9'.repeat(100_000), 'tooLong'],
  ])('refuses %j as %s', (text, problem) => {
    expect(normalizeNumber(text, { homeCountry: '49' })).toEqual({ ok: false, problem });
    expect(numberProblems).toHaveProperty(problem);
  });

  it.each([
    ['4930123456', 'e164WithoutPlus', '+4930123456'],
    ['0049 30 123456', 'e164WithoutPlus', '+4930123456'],
    ['30123456', 'national', '+4930123456'],
    ['030123456', 'national', '+4930123456'],
    ['004420123456', 'national', '+4420123456'],
  ] as const)('reads %j of a trunk that writes %s as %s', (text, format, number) => {
    expect(normalizeNumber(text, { homeCountry: '49', format })).toEqual({ ok: true, number });
  });

  it('gives E.164 or a problem for any text, and E.164 stays what it is', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'+0123456789 -()./x;') }));
    const home = fc.constantFrom('1', '7', '39', '49', '225', '852');
    fc.assert(
      fc.property(text, home, (written, homeCountry) => {
        const read = normalizeNumber(written, { homeCountry });
        if (!read.ok) return;
        expect(read.number).toMatch(/^\+[1-9]\d{6,14}$/);
        expect(normalizeNumber(read.number, { homeCountry: '44' })).toEqual(read);
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});

describe('formatNumber', () => {
  it.each([
    ['+4930123456', 'national', '030123456'],
    ['+442079460123', 'national', '00442079460123'],
    ['+4930123456', 'e164WithoutPlus', '4930123456'],
    ['+4930123456', 'e164', '+4930123456'],
    ['+4930123456', 'asDialled', '+4930123456'],
  ] as const)('writes %s as %s: %s, and it is read back', (number, format, written) => {
    expect(formatNumber(number, { homeCountry: '49', format })).toBe(written);
    expect(normalizeNumber(written, { homeCountry: '49', format })).toEqual({ ok: true, number });
  });
});
