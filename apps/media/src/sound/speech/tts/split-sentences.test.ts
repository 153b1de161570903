import { describe, expect, it } from 'vitest';
import { splitSentences, takeSentences } from './split-sentences.js';

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

describe('a text that grows', () => {
  /** What is complete after each piece. */
  const grow = (pieces: readonly string[]): string[][] => {
    let rest = '';
    return pieces.map((piece) => {
      const taken = takeSentences(rest + piece);
      rest = taken.rest;
      return [...taken.sentences];
    });
  };

  it('gives a sentence when something follows it, wherever the pieces are cut', () => {
    expect(grow(['It is 3', '.', '50 now', '.', ' Goo', 'd. Bye.', ' '])).toEqual([
      ...[[], [], [], [], ['It is 3.50 now.'], ['Good.'], ['Bye.']],
    ]);
  });

  it('tears no abbreviation apart, and takes a new line for an end', () => {
    expect(grow(['Ask Dr. ', 'Who\n', 'today'])).toEqual([[], ['Ask Dr. Who'], []]);
  });

  it('gives Chinese and Japanese sentences by their own signs', () => {
    expect(grow(['\u4f60\u597d\u3002\u518d', '\u89c1\uff01'])).toEqual([
      ['\u4f60\u597d\u3002'],
      ['\u518d\u89c1\uff01'],
    ]);
  });

  it('does not wait for the end of a sentence that is too long, and loses no space', () => {
    const words = Array.from({ length: 120 }, (_, i) => `word${i} `);
    const sentences = grow(words).flat();
    expect(sentences.length).toBeGreaterThanOrEqual(3);
    for (const sentence of sentences) expect(sentence.length).toBeLessThanOrEqual(240);
    expect(words.join('').startsWith(`${sentences.join(' ')} `)).toBe(true);
  });
});
