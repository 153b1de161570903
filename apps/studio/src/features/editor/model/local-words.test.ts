import { describe, expect, it } from 'vitest';
import { asLocalText, asSeries, formatSeries, languagesIn, missingLanguages, withWords, wordsIn } from './local-words';

describe('words by language', () => {
  const text = { 'en-US': 'Hello', de: 'Hallo' };

  it('are read and written for the language itself, or for all its kinds where those have words', () => {
    expect(wordsIn(text, 'en-US')).toBe('Hello');
    expect(wordsIn(text, 'de-AT')).toBe('Hallo');
    expect(withWords(text, 'de-AT', 'Servus')).toEqual({ 'en-US': 'Hello', de: 'Servus' });
    expect(withWords(text, 'fr-FR', 'Bonjour')).toEqual({ ...text, 'fr-FR': 'Bonjour' });
  });

  it('do not show the words another kind of the language has, for those are not its own', () => {
    expect(wordsIn(text, 'en-GB')).toBe('');
    expect(withWords(text, 'en-GB', 'Hullo')).toEqual({ ...text, 'en-GB': 'Hullo' });
  });

  it('change in all languages while they are the same in all', () => {
    expect(wordsIn('Hello', 'de-DE')).toBe('Hello');
    expect(withWords('Hello', 'de-DE', 'Hallo')).toBe('Hallo');
  });

  it('have a tab for each language of the flow and for each other they have words in', () => {
    expect(languagesIn(text, ['en-US', 'de-DE'])).toEqual(['en-US', 'de-DE']);
    expect(languagesIn(text, ['en-US'])).toEqual(['en-US', 'de']);
  });

  it('are missing where neither the language nor a kin of it says anything', () => {
    expect(missingLanguages(text, ['en-GB', 'de-DE', 'fr-FR'])).toEqual(['fr-FR']);
    expect(missingLanguages({ 'en-US': ' ' }, ['en-US'])).toEqual(['en-US']);
    expect(missingLanguages('', ['en-US'])).toEqual([]);
  });
});

describe('words for each time', () => {
  it('are one where the value is one, and stored alone again', () => {
    expect(asSeries('Again')).toEqual(['Again']);
    expect(asSeries({ en: 'Again' })).toEqual([{ en: 'Again' }]);
    expect(formatSeries(['Again'])).toBe('Again');
  });

  it('are several where the value is a list', () => {
    expect(asSeries(['Again', { en: 'Once more' }])).toEqual(['Again', { en: 'Once more' }]);
    expect(formatSeries(['Again', 'Once more'])).toEqual(['Again', 'Once more']);
  });

  it('are never none: a value that is broken has no words', () => {
    expect(asSeries([])).toEqual(['']);
    expect(asLocalText(7)).toBe('');
    expect(asLocalText({ en: 3, de: 'Hallo' })).toEqual({ de: 'Hallo' });
  });
});
