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
});
