import { describe, expect, it } from 'vitest';
import { isUnfinished } from './unfinished-speech.js';

const language = 'en-US';
const choices = [
  { id: 'account', phrases: ['Account'] },
  { id: 'balance', phrases: ['Account balance', 'how much do I have'] },
];

describe('isUnfinished', () => {
  it.each([
    ['account', true],
    ['how much', true],
    ['account balance', false],
    ['acc', false],
    ['balance', false],
    ['', false],
  ])('of choices: %j is %s', (text, expected) => {
    expect(isUnfinished(text, { choices, language })).toBe(expected);
    expect(isUnfinished(text, { choices, language: 'fr-FR' })).toBe(expected);
  });

  it.each([
    ['number', 'twenty', true],
    ['number', 'one hundred and', true],
    ['number', 'twenty five', false],
    ['digits', 'four two', true],
    ['date', 'the third of', true],
    ['date', 'march third', false],
    ['time', 'half past', true],
    ['time', 'noon', false],
    ['yesNo', 'yes', false],
    ['free', 'I would like to speak to somebody about, ', true],
    ['free', 'I want to know when my order comes and', true],
    ['free', 'where is my order', false],
  ] as const)('of %s: %j is %s', (grammar, text, expected) => {
    expect(isUnfinished(text, { grammar, language })).toBe(expected);
  });

  it('knows no sentences of other languages', () => {
    expect(isUnfinished('and', { grammar: 'free', language: 'de-DE' })).toBe(false);
  });
});
