import { defineNodeType } from '@callwright/flow-engine';
import { z } from 'zod';
import { answerExits, type Choices, checkChoices } from '../shared/answers.js';
import { answers, promptText, saveAs, toggle } from '../shared/fields.js';
import { isWordless, spokenSeries, summaryOf } from '../shared/playback.js';
import { otherwiseFields, repeatKeyField, timingFields } from '../shared/question-fields.js';
import { choiceOutcomes, unansweredOutcomes, wrongChoice } from '../shared/question-outcomes.js';

/** What a menu is set to. */
export const MenuConfig = z.object({
  prompt: promptText('What the caller hears', ''),
  answers: answers('What they can answer', [
    { id: 'one', label: '', key: '1', phrases: [] },
    { id: 'two', label: '', key: '2', phrases: [] },
  ]),
  acceptsSpeech: toggle('They may also say it', false, { section: 'answers' }),
  ...otherwiseFields({ noMatchTitle: 'After a wrong key', noMatchRetriesTitle: 'Ask again after a wrong key' }),
  ...timingFields('Only where an answer has more than one key.'),
  repeatKey: repeatKeyField(),
  saveAs: saveAs('Remember the answer as', ''),
});
export type MenuConfig = z.infer<typeof MenuConfig>;

/** A menu takes keys always, and words if allowed. */
export const choicesIn = (config: MenuConfig): Choices => ({ ...config, acceptsKeys: true });

/** Asks for a key, or for a word. */
export const definition = defineNodeType<MenuConfig>({
  type: 'menu',
  version: 1,
  title: 'Menu',
  action: 'Ask for a key',
  description: 'Says a list of choices; the caller presses a key or says one.',
  family: 'hear',
  icon: 'ear',
  config: MenuConfig,
  exits: (config) => answerExits(config.answers),
  summary: ({ prompt }) => summaryOf(prompt),
  check: (config) => [
    ...(isWordless(config.prompt)
      ? [{ severity: 'error' as const, message: 'The menu says nothing.', field: 'prompt' }]
      : []),
    ...checkChoices(choicesIn(config)),
  ],
  asksCaller: true,
  outcomes: (config, settings) => [
    ...choiceOutcomes(choicesIn(config), settings),
    ...unansweredOutcomes(config, settings, wrongChoice(choicesIn(config))),
  ],
  says: ({ prompt, noInputPrompt, noMatchPrompt }) => [
    { field: 'prompt', text: prompt, isMenu: true },
    ...spokenSeries('noInputPrompt', noInputPrompt),
    ...spokenSeries('noMatchPrompt', noMatchPrompt),
  ],
  needs: ({ acceptsSpeech }) => (acceptsSpeech ? ['keysIn', 'speech'] : ['keysIn']),
});
