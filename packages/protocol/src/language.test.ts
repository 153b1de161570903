import { expect, it } from 'vitest';
import { knowsLanguage, primarySubtag } from './language.js';

it.each([
  ['en-US', 'en'],
  ['zh_Hans_CN', 'zh'],
  ['FR', 'fr'],
  ['', ''],
])('the language of %s is %s', (tag, subtag) => {
  expect(primarySubtag(tag)).toBe(subtag);
});

it('a list knows the languages in it, whatever the country, and an empty one knows all', () => {
  expect(knowsLanguage(['en', 'fr'], 'fr-CA')).toBe(true);
  expect(knowsLanguage(['en', 'fr'], 'de-DE')).toBe(false);
  expect(knowsLanguage([], 'de-DE')).toBe(true);
});
