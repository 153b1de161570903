import { defineNodeType, yesNoPhrases } from '@callwright/flow-engine';
import { z } from 'zod';
import { type Choices, checkChoices, questionExits } from '../shared/answers.js';
import { oneKey, phrases, promptText, saveAs, toggle } from '../shared/fields.js';
import { isWordless, spokenSeries, summaryOf } from '../shared/playback.js';
import { otherwiseFields, repeatKeyField, timingFields } from '../shared/question-fields.js';
import { choiceOutcomes, unansweredOutcomes, wrongChoice } from '../shared/question-outcomes.js';

/** What a confirm node is set to. */
export const ConfirmConfig = z.object({
  prompt: promptText(
    'What the caller hears',
    'You entered {{ digits }}. If that is right, press 1. If not, press 2.',
    'hears',
    'Reads back what was given, and asks.',
  ),
  readsDigits: toggle('Say numbers digit by digit', true, { section: 'hears' }),
  yesKey: oneKey('Key for yes', '1'),
  noKey: oneKey('Key for no', '2'),
  acceptsSpeech: toggle('They may also say it', true, { section: 'answers' }),
  yesPhrases: phrases('More words for yes'),
  noPhrases: phrases('More words for no'),
  ...otherwiseFields(),
  ...timingFields(),
  repeatKey: repeatKeyField(),
  saveAs: saveAs('Remember the answer as', ''),
});
export type ConfirmConfig = z.infer<typeof ConfirmConfig>;

/** Yes and no as answers to choose from, in the words of a language. */
export const choicesIn = (config: ConfirmConfig, language: string): Choices => {
  const { yes, no } = yesNoPhrases(language);
  return {
    answers: [
      { id: 'yes', label: 'Yes', key: config.yesKey, phrases: [...yes, ...config.yesPhrases] },
      { id: 'no', label: 'No', key: config.noKey, phrases: [...no, ...config.noPhrases] },
    ],
    acceptsKeys: config.yesKey !== '' || config.noKey !== '',
    acceptsSpeech: config.acceptsSpeech,
    repeatKey: config.repeatKey,
    saveAs: '',
  };
};

/** Asks whether something is right. */
export const definition = defineNodeType<ConfirmConfig>({
  type: 'confirm',
  version: 1,
  title: 'Confirms',
  action: 'Ask whether it is right',
  description: 'Reads something back and asks whether it is right; the caller presses a key or says yes or no.',
  family: 'hear',
  icon: 'badge-check',
  config: ConfirmConfig,
  exits: ({ yesKey, noKey }) => [
    { name: 'yes', label: 'Yes', kind: 'choice', ...(yesKey ? { key: yesKey } : {}) },
    { name: 'no', label: 'No', kind: 'choice', ...(noKey ? { key: noKey } : {}) },
    ...questionExits,
  ],
  summary: ({ prompt }) => summaryOf(prompt),
  check: (config) => [
    ...(isWordless(config.prompt)
      ? [{ severity: 'error' as const, message: 'The question says nothing.', field: 'prompt' }]
      : []),
    ...checkChoices(choicesIn(config, 'en')).map((problem) => ({
      ...problem,
      field: problem.field === 'repeatKey' ? 'repeatKey' : 'yesKey',
    })),
  ],
  asksCaller: true,
  outcomes: (config, settings) => {
    const choices = choicesIn(config, settings.language);
    const answered = choiceOutcomes(choices, settings).map((outcome) =>
      config.saveAs === ''
        ? outcome
        : { ...outcome, sets: { [config.saveAs]: { is: 'value' as const, value: outcome.exit === 'yes' } } },
    );
    return [...answered, ...unansweredOutcomes(config, settings, wrongChoice(choices))];
  },
  says: ({ noInputPrompt, noMatchPrompt }) => [
    ...spokenSeries('noInputPrompt', noInputPrompt),
    ...spokenSeries('noMatchPrompt', noMatchPrompt),
  ],
  needs: ({ acceptsSpeech, yesKey, noKey }) => [
    ...(yesKey || noKey ? (['keysIn'] as const) : []),
    ...(acceptsSpeech ? (['speech'] as const) : []),
  ],
});
