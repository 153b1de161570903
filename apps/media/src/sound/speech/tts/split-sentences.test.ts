import { describe, expect, it } from 'vitest';
import { splitSentences } from './split-sentences.js';

describe('splitSentences', () => {
  it('cuts after the marks that end a sentence, and at line breaks', () => {
    expect(splitSentences('Welcome! How may I help? Say "sales." Or\nhold the line.')).toEqual([
      'Welcome!',
      'How may I help?',
      'Say "sales."',
      'Or',
      'hold the line.',
    ]);
  });

  it('leaves abbreviations, initials, decimals and addresses whole', () => {
    for (const text of ['Mr. Smith is here.', 'Pay 3.50 now.', 'J. Doe, e.g. me.', 'Visit example.com today.']) {
      expect(splitSentences(text)).toEqual([text]);
    }
  });

  it('cuts Chinese without spaces', () => {
    expect(splitSentences('你好。请说。')).toEqual(['你好。', '请说。']);
  });

  it('cuts a long sentence at a comma, else at a space, else anywhere', () => {
    expect(splitSentences('one two three, four five six', 20)).toEqual(['one two three,', 'four five six']);
    expect(splitSentences('one two three four five', 15)).toEqual(['one two three', 'four five']);
    expect(splitSentences('a'.repeat(25), 10)).toEqual(['a'.repeat(10), 'a'.repeat(10), 'a'.repeat(5)]);
  });

  it('gives nothing for an empty text', () => {
    expect(splitSentences(' \n ')).toEqual([]);
  });
});
