import { describe, expect, it } from 'vitest';
import { valuesOfRegex } from './values-of-regex.js';

describe('the values of a regular expression', () => {
  it.each([
    ['^[1-3]$', ['1', '2', '3']],
    ['^[19#]$', ['1', '9', '#']],
    ['^(yes|yes please|no)$', ['yes', 'yes please', 'no']],
    ['^(?:1|2)$', ['1', '2']],
    ['^4$', ['4']],
    ['yes|no', null],
    ['^v.*$', null],
    ['^[a-z]+$', null],
  ])('of %s are %j', (regex, values) => {
    expect(valuesOfRegex(regex)).toEqual(values);
  });
});
