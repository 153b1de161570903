import { describe, expect, it } from 'vitest';
import { speaks, textIn, wordings } from './local-text.js';

const text = { 'en-US': 'Hello', de: 'Hallo', 'pt-BR': 'Oi', fr: ' ' };

describe('a text in several languages', () => {
  it.each([
    ['en-US', 'Hello'],
    ['en-GB', 'Hello'],
    ['de-AT', 'Hallo'],
    ['pt', 'Oi'],
    ['pt-PT', 'Oi'],
    ['fr-FR', 'Hallo'],
    ['ja-JP', 'Hallo'],
  ])('is said in %s as %s', (language, words) => {
    expect(textIn(text, language, 'de-DE')).toBe(words);
  });

  it('is whatever there is when neither the language nor the own one is there', () => {
    expect(textIn({ it: 'Ciao' }, 'ja', 'de')).toBe('Ciao');
    expect(textIn({}, 'ja', 'de')).toBe('');
    expect(textIn('Hello', 'ja', 'de')).toBe('Hello');
  });

  it('tells which languages it speaks', () => {
    expect(['en-GB', 'de', 'fr', 'ja'].map((language) => speaks(text, language))).toEqual([true, true, false, false]);
    expect(speaks('Hello', 'ja')).toBe(true);
    expect(wordings('Hello', 'en-US')).toEqual([['en-US', 'Hello']]);
    expect(wordings({ de: 'Hallo' }, 'en-US')).toEqual([['de', 'Hallo']]);
  });
});
