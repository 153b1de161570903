import { describe, expect, it } from 'vitest';
import { languageName, shortLanguageName } from './language-name';

describe('the name of a language', () => {
  it('tells the country, unless it is short and no other kind of the language is there', () => {
    expect(languageName('de-DE')).toBe('German (Germany)');
    expect(shortLanguageName('de-DE', ['en-US', 'de-DE'])).toBe('German');
    expect(shortLanguageName('en-US', ['en-US', 'en-GB'])).toBe('English (United States)');
  });

  it('is the tag where that is none', () => {
    expect(languageName('?')).toBe('?');
  });
});
