import { defineNodeType, type Exit } from '@callwright/flow-engine';
import { z } from 'zod';
import { answerExits, checkChoices, checkInputs, questionExits } from '../shared/answers.js';
import { answers, milliseconds, promptText, saveAs, select, toggle } from '../shared/fields.js';
import { spokenSeries, summaryOf } from '../shared/playback.js';
import { otherwiseFields, repeatKeyField, timingFields } from '../shared/question-fields.js';
import { choiceOutcomes, unansweredOutcomes, wrongChoice } from '../shared/question-outcomes.js';
import { answeredOutcomes } from './spoken-answer.js';

const kinds = {
  choices: 'One of these answers',
  number: 'A number',
  digits: 'Digits, one by one',
  date: 'A date',
  time: 'A time of day',
  yesNo: 'Yes or no',
  free: 'Anything',
} as const;

/** What a listen node is set to. */
export const ListenConfig = z.object({
  prompt: promptText('What the caller hears', 'How can I help you?'),
  listensFor: select('What they are asked for', kinds, 'choices', { section: 'answers' }),
  answers: answers(
    'What they can answer',
    [
      { id: 'yes', label: 'Yes', key: '', phrases: ['yes', 'yes please'] },
      { id: 'no', label: 'No', key: '', phrases: ['no', 'no thank you'] },
    ],
    { when: { field: 'listensFor', equals: 'choices' } },
  ),
  acceptsSpeech: toggle('They may speak', true, { section: 'answers' }),
  acceptsKeys: toggle('They may press a key', true, { section: 'answers' }),
  ...otherwiseFields({ noInputPrompt: 'I did not hear anything.' }),
  ...timingFields('Where an answer has more than one key.'),
  speechTimeoutMs: milliseconds('Longest answer', 15_000, [1_000, 60_000], { help: 'As long as one may speak.' }),
  repeatKey: repeatKeyField(),
  saveAs: saveAs('Remember the answer as', ''),
});
export type ListenConfig = z.infer<typeof ListenConfig>;

const answeredExits: readonly Exit[] = [{ name: 'answered', label: 'Answered', kind: 'next' }, ...questionExits];

/** Asks in words. */
export const definition = defineNodeType<ListenConfig>({
  type: 'listen',
  version: 1,
  title: 'Listens',
  action: 'Ask in words',
  description: 'Asks a question; the caller says the answer, or presses its keys.',
  family: 'hear',
  icon: 'mic',
  config: ListenConfig,
  exits: (config) => (config.listensFor === 'choices' ? answerExits(config.answers) : answeredExits),
  summary: ({ prompt }) => summaryOf(prompt),
  check: (config) => [
    ...checkInputs(config),
    ...(config.listensFor === 'choices' ? checkChoices(config) : []),
    ...(config.listensFor === 'free' && !config.acceptsSpeech
      ? [{ severity: 'error' as const, message: 'Words cannot be pressed as keys.', field: 'acceptsSpeech' }]
      : []),
  ],
  asksCaller: true,
  outcomes: (config, settings) => {
    const { listensFor, acceptsKeys, saveAs: name } = config;
    if (listensFor === 'choices')
      return [...choiceOutcomes(config, settings), ...unansweredOutcomes(config, settings, wrongChoice(config))];
    return [
      ...answeredOutcomes(listensFor, acceptsKeys, name, settings.language),
      ...unansweredOutcomes(config, settings, wrongAnswer(config)),
    ];
  },
  says: ({ noInputPrompt, noMatchPrompt }) => [
    ...spokenSeries('noInputPrompt', noInputPrompt),
    ...spokenSeries('noMatchPrompt', noMatchPrompt),
  ],
  needs: ({ acceptsKeys, acceptsSpeech, listensFor }) => [
    ...(acceptsKeys ? (['keysIn'] as const) : []),
    ...(acceptsSpeech ? (['speech'] as const) : []),
    ...(acceptsSpeech && listensFor === 'free' ? (['freeSpeech'] as const) : []),
  ],
});

// Noise is no answer to anything.
const wrongAnswer = ({ acceptsSpeech, listensFor }: ListenConfig) => {
  if (acceptsSpeech) return [{ makesNoise: true } as const];
  return [{ presses: listensFor === 'yesNo' ? '9' : '**#' }];
};
