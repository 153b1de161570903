import { describe, expect, it } from 'vitest';
import { understand } from './hear.js';

const choices = [
  { id: 'sales', phrases: ['sales', 'buy something'] },
  { id: 'support', phrases: ["it's broken"] },
];

describe('understand', () => {
  it.each([
    ['sales', { text: 'sales', choice: 'sales' }],
    ['  Buy, SOMETHING! ', { text: 'buy something', choice: 'sales' }],
    ["It's broken.", { text: "it's broken", choice: 'support' }],
    ['sales please', { text: '' }],
    ['potatoes', { text: '' }],
    ['', { text: '' }],
    [null, { text: '' }],
  ])('%j is %j', (said, heard) => {
    expect(understand(said, choices)).toEqual(heard);
  });

  it('takes anything where there are no choices, but not noise', () => {
    expect(understand('Anything at all.', [])).toEqual({ text: 'Anything at all.' });
    expect(understand(null, [])).toEqual({ text: '' });
  });

  it.each([
    ['number', 'twenty five', 'potatoes'],
    ['digits', 'one two three', 'many'],
    ['date', 'the third of March', 'one day'],
    ['time', 'half past nine', 'later'],
    ['yesNo', 'Yes, please', 'maybe'],
  ] as const)('knows a %s when it hears one', (grammar, said, other) => {
    const ears = { grammar, language: 'en-US' };
    expect(understand(said, choices, ears)).toEqual({ text: said });
    expect(understand(other, choices, ears)).toEqual({ text: '' });
    expect(understand('Sales!', choices, ears)).toEqual({ text: 'sales', choice: 'sales' });
  });

  it('takes any words where speech is free, but not noise', () => {
    expect(understand('Well, you know', choices, { grammar: 'free' })).toEqual({ text: 'Well, you know' });
    expect(understand(null, [], { grammar: 'free' })).toEqual({ text: '' });
  });
});
