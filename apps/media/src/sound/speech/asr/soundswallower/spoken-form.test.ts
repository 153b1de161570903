import { expect, it } from 'vitest';
import { spokenWords } from './spoken-form.js';

const spoken = (phrase: string, language = 'en') => spokenWords(phrase, language).join(' ');

it('drops case and punctuation and keeps apostrophes inside words', () => {
  expect(spoken('Don\u2019t know!')).toBe("don't know");
  expect(spoken("  'Sales' (new-customers), please. ")).toBe('sales new customers please');
});

it('says numbers and signs in words', () => {
  expect(spoken('Press 2 & hold')).toBe('press two and hold');
  expect(spoken('0')).toBe('zero');
  expect(spoken('17, 20, 42')).toBe('seventeen twenty forty two');
  expect(spoken('100 or 215')).toBe('one hundred or two hundred fifteen');
  expect(spoken('5%')).toBe('five percent');
});

it('says long numbers, and those that begin with zero, digit by digit', () => {
  expect(spoken('1984')).toBe('one nine eight four');
  expect(spoken('007')).toBe('zero zero seven');
});

it('keeps accents and says French numbers in French', () => {
  expect(spoken('L\u2019opérateur, 2 ou 12', 'fr')).toBe("l'opérateur deux ou un deux");
});

it('gives no words where there are none', () => {
  expect(spokenWords('... !', 'en')).toEqual([]);
});
