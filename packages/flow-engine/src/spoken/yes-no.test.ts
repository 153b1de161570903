import { expect, it } from 'vitest';
import { parseYesNo, yesNoPhrases } from './yes-no.js';

const languages = ['en-US', 'de-DE', 'es-MX', 'fr-CA'];

it.each(languages)('understands every phrase it tells the recogniser to listen for, in %s', (language) => {
  const { yes, no } = yesNoPhrases(language);
  for (const phrase of yes) expect(parseYesNo(phrase, language)).toBe(true);
  for (const phrase of no) expect(parseYesNo(phrase, language)).toBe(false);
});

it.each([
  ['Yes.', 'en', true],
  ['No, I did not', 'en', false],
  ['yes it is', 'en', true],
  ['yes no', 'en', null],
  ['yesterday', 'en', null],
  ['SÍ', 'es', true],
  ['si', 'es', true],
  ['D’accord', 'fr', true],
  ['ja', 'en', null],
  ['1', 'en', true],
  ['2', 'ja', false],
  ['3', 'en', null],
  ['yes', 'ja', null],
  ['', 'en', null],
] as const)('%s in %s is %s', (text, language, answer) => {
  expect(parseYesNo(text, language)).toBe(answer);
});
