import { describe, expect, it } from 'vitest';
import { asPhraseLists, byLanguage, phrasesByLanguage, sameInAll } from './phrase-lists';

const languages = ['en-US', 'de-DE'];

describe('words that mean an answer', () => {
  it('are read whether they are the same in all languages or not; what is no word is left out', () => {
    expect(asPhraseLists(['yes', 3])).toEqual(['yes']);
    expect(asPhraseLists({ en: ['yes'], de: 'ja' })).toEqual({ en: ['yes'], de: [] });
    expect(asPhraseLists(null)).toEqual([]);
  });

  it('become those of each language, and all of them again', () => {
    const each = byLanguage(['sales'], languages);
    expect(each).toEqual({ 'en-US': ['sales'], 'de-DE': ['sales'] });
    expect(sameInAll({ 'en-US': ['sales'], 'de-DE': ['sales', 'verkauf'] })).toEqual(['sales', 'verkauf']);
  });

  it('are listed for each language of the flow, then for others they are written in', () => {
    expect(phrasesByLanguage({ fr: ['ventes'], 'de-DE': ['verkauf'] }, languages)).toEqual([
      ['en-US', []],
      ['de-DE', ['verkauf']],
      ['fr', ['ventes']],
    ]);
    expect(phrasesByLanguage(['sales'], languages)).toEqual([]);
  });
});
