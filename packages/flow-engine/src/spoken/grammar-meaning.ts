import type { BuiltInGrammar } from '@callwright/protocol';
import { parseSpokenDate } from './parse-date.js';
import { parseSpokenDigits, parseSpokenNumber } from './parse-number.js';
import { parseSpokenTime } from './parse-time.js';
import { parseYesNo } from './yes-no.js';

/** Only whether there is such a day is asked: any day is as good as today. */
const SOME_DAY = { year: 2000, month: 1, day: 1 };

/** Whether words mean something in a built-in grammar: there is no 30th of February. With `free` all words do. */
export const hasMeaning = (words: string, grammar: BuiltInGrammar, language: string): boolean => {
  switch (grammar) {
    case 'number':
      return parseSpokenNumber(words, language) !== null;
    case 'digits':
      return parseSpokenDigits(words, language) !== null;
    case 'date':
      return parseSpokenDate(words, language, SOME_DAY) !== null;
    case 'time':
      return parseSpokenTime(words, language) !== null;
    case 'yesNo':
      return parseYesNo(words, language) !== null;
    case 'free':
      return words !== '';
  }
};
