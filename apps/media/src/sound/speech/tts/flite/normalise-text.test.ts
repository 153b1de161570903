import { expect, it } from 'vitest';
import { normaliseText } from './normalise-text.js';

it('turns typographic marks and signs into what the engine reads', () => {
  expect(normaliseText('It\u2019s \u201cfine\u201d \u2014 pay \u20ac20 & go\u2026')).toBe(
    `It's "fine", pay 20 euros and go...`,
  );
});

it('keeps letters when it drops their accents, and puts everything on one line', () => {
  expect(normaliseText('Café\n\tZürich\u0000')).toBe('Cafe Zurich');
});

it('gives nothing when nothing sayable is left', () => {
  expect(normaliseText('你好 ... !')).toBe('');
});
