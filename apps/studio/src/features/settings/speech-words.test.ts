import { expect, it } from 'vitest';
import { languageList, shortened } from './speech-words';

it('languages are named, each once, in order', () => {
  expect(languageList(['fr', 'en', 'de', 'en'])).toEqual(['English', 'French', 'German']);
});

it('long lists are cut, but never for a single name', () => {
  expect(shortened(['a', 'b', 'c'], 2)).toEqual({ shown: ['a', 'b', 'c'], moreCount: 0 });
  expect(shortened(['a', 'b', 'c', 'd'], 2)).toEqual({ shown: ['a', 'b'], moreCount: 2 });
  expect(shortened([], 2)).toEqual({ shown: [], moreCount: 0 });
});
