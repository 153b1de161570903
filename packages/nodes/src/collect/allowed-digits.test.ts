import { describe, expect, it } from 'vitest';
import { areDigitsAllowed, lengthRanges } from './allowed-digits.js';

const anyDigits = { lengths: '', lowest: null, highest: null, hasCheckDigit: false };

describe('allowed digits', () => {
  it.each([
    ['', []],
    ['5', [[5, 5]]],
    [
      ' 5, 9 , 12 - 19 ',
      [
        [5, 5],
        [9, 9],
        [12, 19],
      ],
    ],
    ['9-5', null],
    ['five', null],
    ['5,', null],
  ] as const)('reads the lengths "%s"', (lengths, ranges) => {
    expect(lengthRanges(lengths)).toEqual(ranges);
  });

  it.each([
    ['12345', {}, true],
    ['12*45', {}, false],
    ['', {}, false],
    ['12345', { lengths: '5' }, true],
    ['1234', { lengths: '5, 7-9' }, false],
    ['12345678', { lengths: '5, 7-9' }, true],
    ['007', { lowest: 7, highest: 7 }, true],
    ['6', { lowest: 7 }, false],
    ['8', { highest: 7 }, false],
    ['0', { highest: 7 }, true],
    ['4242424242424242', { hasCheckDigit: true }, true],
    ['4242424242424241', { hasCheckDigit: true }, false],
    ['79927398713', { hasCheckDigit: true }, true],
    ['0', { hasCheckDigit: true }, false],
  ])('says of "%s" whether it is as %j asks', (digits, rules, isAllowed) => {
    expect(areDigitsAllowed(digits, { ...anyDigits, ...rules })).toBe(isAllowed);
  });
});
