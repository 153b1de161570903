import { type ConfigProblem, defineNodeType, type Outcome } from '@callwright/flow-engine';
import type { FlowSettings } from '@callwright/protocol';
import { z } from 'zod';
import { questionExits } from '../shared/answers.js';
import { count, line, numberOrNone, oneKey, promptText, saveAs, toggle } from '../shared/fields.js';
import { isWordless, spokenSeries, summaryOf } from '../shared/playback.js';
import { otherwiseFields, timingFields } from '../shared/question-fields.js';
import { unansweredOutcomes } from '../shared/question-outcomes.js';
import { lengthRanges } from './allowed-digits.js';
import { rightDigits, wrongDigits } from './example-digits.js';

const openly = { field: 'isSecret', equals: false } as const;

/** What a collect node is set to. */
export const CollectConfig = z.object({
  prompt: promptText('What the caller hears', 'Please enter your number, then press the pound key.'),
  minDigits: count('At least', 1, [1, 64], { section: 'answers', unit: 'keys' }),
  maxDigits: count('At most', 16, [1, 64], {
    section: 'answers',
    unit: 'keys',
    help: 'With the last of them the number is complete.',
  }),
  finishOnKey: oneKey('Key that ends it', '#', { help: 'Empty: it ends with the last digit, or after a pause.' }),
  isSecret: toggle('It is a secret', false, {
    section: 'answers',
    help: 'Never written down, said or recorded. Its variable is a secret, which only a web request can send.',
  }),
  lengths: line('Allowed lengths', '', { section: 'answers', help: 'As 5, 9 or 12-19. Empty: all of them.' }, 100),
  lowest: numberOrNone('From', { section: 'answers', when: openly, help: 'The smallest number allowed.' }),
  highest: numberOrNone('To', { section: 'answers', when: openly, help: 'The largest number allowed.' }),
  hasCheckDigit: toggle('Its last digit is a check digit', false, {
    section: 'answers',
    when: openly,
    help: 'As on payment cards: a number with a wrong digit is not accepted.',
  }),
  ...otherwiseFields({
    noMatchPrompt: 'That number is not right.',
    noMatchTitle: 'After a wrong number',
    noMatchRetriesTitle: 'Ask again after a wrong number',
  }),
  ...timingFields(),
  saveAs: saveAs('Remember the digits as', 'digits', { section: 'answers' }),
  saveCountAs: saveAs('Remember how many there were as', ''),
});
export type CollectConfig = z.infer<typeof CollectConfig>;

/** Asks for digits. */
export const definition = defineNodeType<CollectConfig>({
  type: 'collect',
  version: 1,
  title: 'Asks for a number',
  action: 'Ask for a number',
  description: 'Asks for digits, as a customer number or a PIN, and checks them.',
  family: 'hear',
  icon: 'grid-3x3',
  config: CollectConfig,
  exits: () => [{ name: 'digits', label: 'Digits entered', kind: 'next' }, ...questionExits],
  summary: ({ prompt }) => summaryOf(prompt),
  check: (config, settings) => [
    ...checkPrompt(config),
    ...checkLengths(config),
    ...checkRules(config),
    ...(settings ? checkSecrecy(config, settings) : []),
  ],
  asksCaller: true,
  outcomes: (config, settings) => [
    enteredOutcome(config),
    ...unansweredOutcomes(config, settings, wrongDigits(config)),
  ],
  says: ({ noInputPrompt, noMatchPrompt }) => [
    ...spokenSeries('noInputPrompt', noInputPrompt),
    ...spokenSeries('noMatchPrompt', noMatchPrompt),
  ],
  needs: () => ['keysIn'],
});

const enteredOutcome = (config: CollectConfig): Outcome => {
  const by = rightDigits(config);
  const { isSecret, saveAs: digits, saveCountAs: digitCount } = config;
  const sets: NonNullable<Outcome['sets']> = {
    ...(digits !== '' && { [digits]: { is: 'any', of: isSecret ? 'secret' : 'digits' } }),
    ...(digitCount !== '' && { [digitCount]: { is: 'any', of: 'number' } }),
  };
  return { exit: 'digits', sets, ...(by === null ? {} : { by }) };
};

const checkPrompt = ({ prompt }: CollectConfig): readonly ConfigProblem[] =>
  isWordless(prompt) ? [{ severity: 'error', message: 'The question says nothing.', field: 'prompt' }] : [];

const checkLengths = ({ minDigits, maxDigits, lengths }: CollectConfig): readonly ConfigProblem[] => {
  if (minDigits > maxDigits)
    return [{ severity: 'error', message: 'At least is more than at most.', field: 'maxDigits' }];
  const ranges = lengthRanges(lengths);
  if (ranges === null)
    return [{ severity: 'error', message: 'Lengths are written as 5, 9 or 12-19.', field: 'lengths' }];
  if (ranges.length === 0 || ranges.some(([from, to]) => from <= maxDigits && to >= minDigits)) return [];
  return [{ severity: 'error', message: 'No number can have such a length.', field: 'lengths' }];
};

// What a call writes must be known for a secret before it is one: everybody may read the other variables.
const checkSecrecy = (
  { isSecret, saveAs: name }: CollectConfig,
  { variables }: FlowSettings,
): readonly ConfigProblem[] => {
  const isDeclared = variables.some((variable) => variable.name === name && variable.type === 'secret');
  if (name === '' || !isSecret || isDeclared) return [];
  return [{ severity: 'error', message: `The variable ${name} is not declared as a secret.`, field: 'saveAs' }];
};

const checkRules = ({ isSecret, saveAs: name, lowest, highest }: CollectConfig): readonly ConfigProblem[] => [
  ...(isSecret && name === ''
    ? [{ severity: 'error' as const, message: 'The secret is not remembered.', field: 'saveAs' }]
    : []),
  ...(lowest !== null && highest !== null && lowest > highest
    ? [{ severity: 'error' as const, message: 'The smallest number is larger than the largest.', field: 'lowest' }]
    : []),
];
