import {
  localTime,
  type NodeContext,
  type Outcome,
  parseSpokenDate,
  parseSpokenDigits,
  parseSpokenNumber,
  parseSpokenTime,
  parseYesNo,
  type Written,
  yesNoPhrases,
} from '@callwright/flow-engine';
import type { BuiltInGrammar, CommandOf, Json } from '@callwright/protocol';
import type { Reply } from '../shared/ask.js';

/** What of the question differs by what is asked for, when it is no list. */
type Keying = Pick<CommandOf<'gather'>, 'maxDigits' | 'finishOnKey'>;

/** How the keys of each kind of answer end: a yes is one key, a date has eight. */
export const keying: Readonly<Record<BuiltInGrammar, Keying>> = {
  number: { maxDigits: 15, finishOnKey: '#' },
  digits: { maxDigits: 64, finishOnKey: '#' },
  date: { maxDigits: 8, finishOnKey: '#' },
  time: { maxDigits: 4, finishOnKey: '#' },
  yesNo: { maxDigits: 1 },
  free: {},
};

/**
 * What was said or keyed, as a value: a number, digits or words as text, `2026-03-01`, `09:30`, true or false. Null when
 * it is none of the kind. A `*` is the point of a number.
 */
export const valueOfReply = (
  { digits, text = '' }: Reply,
  grammar: BuiltInGrammar,
  { voice, nowMs, settings }: NodeContext,
): Json => {
  const { language } = voice;
  switch (grammar) {
    case 'number':
      return parseSpokenNumber(digits?.replace('*', '.') ?? text, language);
    case 'digits':
      return digits === undefined ? parseSpokenDigits(text, language) : onlyDigits(digits);
    case 'date':
      return parseSpokenDate(digits ?? text, language, localTime(nowMs, settings.timeZone));
    case 'time':
      return parseSpokenTime(digits ?? text, language);
    case 'yesNo':
      return parseYesNo(digits ?? text, language);
    case 'free':
      return text.trim() || null;
  }
};

/** What may come of asking for such an answer: how it is given, and what is then remembered. */
export const answeredOutcomes = (
  grammar: BuiltInGrammar,
  acceptsKeys: boolean,
  saveAs: string,
  language: string,
): readonly Outcome[] => {
  if (grammar === 'yesNo')
    return [answered(yes(acceptsKeys, language), saveAs, true), answered(no(acceptsKeys, language), saveAs, false)];
  const by =
    acceptsKeys && grammar !== 'free' ? { presses: examples[grammar].keys } : { says: examples[grammar].words };
  const value: Written = { is: 'any', of: grammar === 'free' ? 'text' : grammar };
  return [{ exit: 'answered', by: [by], ...(saveAs === '' ? {} : { sets: { [saveAs]: value } }) }];
};

const onlyDigits = (digits: string): string | null => (/^\d+$/.test(digits) ? digits : null);

// In digits, which are understood in every language.
const examples: Readonly<Record<Exclude<BuiltInGrammar, 'yesNo'>, { readonly keys: string; readonly words: string }>> =
  {
    number: { keys: '7#', words: '7' },
    digits: { keys: '1234#', words: '1234' },
    date: { keys: '10102030', words: '2030-10-10' },
    time: { keys: '0930', words: '9:30' },
    free: { keys: '', words: 'anything' },
  };

const yes = (acceptsKeys: boolean, language: string) =>
  acceptsKeys ? { presses: '1' } : { says: yesNoPhrases(language).yes[0] ?? '1' };
const no = (acceptsKeys: boolean, language: string) =>
  acceptsKeys ? { presses: '2' } : { says: yesNoPhrases(language).no[0] ?? '2' };

const answered = (by: { presses: string } | { says: string }, saveAs: string, value: boolean): Outcome => ({
  exit: 'answered',
  by: [by],
  ...(saveAs === '' ? {} : { sets: { [saveAs]: { is: 'value', value } } }),
});
