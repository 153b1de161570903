import { describe, expect, it } from 'vitest';
import { calledTexts, findByPattern, parseNumberPattern } from './number-pattern.js';

describe('parseNumberPattern', () => {
  it.each([
    ['030 1234567', '+49301234567'],
    ['030*', '+4930*'],
    ['0049 30*', '+4930*'],
    ['+4930*', '+4930*'],
    ['0*', '+49*'],
    ['4930*', '4930*'],
    ['sales', 'sales'],
    ['sales*', 'sales*'],
    ['201', '201'],
    ['*', '*'],
  ])('brings %j at home in Germany into the form %j', (text, pattern) => {
    expect(parseNumberPattern(text, '49')).toBe(pattern);
  });

  it.each(['', ' ', '+49*30', '**', 'two words', 'two words*'])('refuses %j', (text) => {
    expect(parseNumberPattern(text, '49')).toBe(undefined);
  });
});

describe('findByPattern', () => {
  const entries = ['*', '+4930*', '+493012345', '+49301*', '+49*', 'sales', '+493012345'].map((pattern, index) => ({
    pattern,
    index,
  }));
  const found = (user: string) => findByPattern(entries, calledTexts(user, '49'))?.index;

  it.each([
    ['+493012345', 2],
    ['493012345', 2],
    ['00493012345', 2],
    ['03012345', 2],
    ['+49301999', 3],
    ['+49302999', 1],
    ['+4989123456', 4],
    ['sales', 5],
    ['Sales', 0],
    ['+15551234567', 0],
  ])('gives %s to the pattern that fits best', (user, index) => {
    expect(found(user)).toBe(index);
  });

  it('takes the first of two that fit equally, and none when none fits', () => {
    expect(findByPattern([{ pattern: '+1*' }, { pattern: '+2*' }], ['+3'])).toBe(undefined);
    const twins = [{ pattern: '+49*' }, { pattern: '+49*' }];
    expect(findByPattern(twins, ['+49301'])).toBe(twins[0]);
  });
});
