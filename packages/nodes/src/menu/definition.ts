import { defineNodeType } from '@callwright/flow-engine';
import { z } from 'zod';
import { askExits, checkQuestion, type Question } from '../shared/ask.js';
import { answers, inheritedCount, inheritedMs, inheritedToggle, promptText, saveAs, toggle } from '../shared/fields.js';
import { isWordless, summaryOf } from '../shared/playback.js';

/** What a menu is set to. */
export const MenuConfig = z.object({
  prompt: promptText('What the caller hears', ''),
  answers: answers('What they can answer', [
    { id: 'one', label: '', key: '1', phrases: [] },
    { id: 'two', label: '', key: '2', phrases: [] },
  ]),
  acceptsSpeech: toggle('They may also say it', false, { section: 'answers' }),
  noInputPrompt: promptText('When there is no answer', '', 'otherwise', 'Empty: the question is asked again.'),
  noInputRetries: inheritedCount('Ask again when there is no answer', 'noInputRetries', [0, 10]),
  noMatchPrompt: promptText(
    'After a wrong key',
    'Sorry, I did not get that.',
    'otherwise',
    'Empty: the question is asked again.',
  ),
  noMatchRetries: inheritedCount('Ask again after a wrong key', 'noMatchRetries', [0, 10]),
  mayInterrupt: inheritedToggle('Callers may answer before the end', 'mayInterrupt'),
  timeoutMs: inheritedMs('Wait for an answer', 'timeoutMs', [500, 60_000]),
  interDigitMs: inheritedMs('Wait for the next key', 'interDigitMs', [200, 20_000], {
    help: 'Only where an answer has more than one key.',
  }),
  saveAs: saveAs('Remember the answer as', ''),
});
export type MenuConfig = z.infer<typeof MenuConfig>;

/** A menu as a question: keys always, words if allowed. */
export const questionOf = (config: MenuConfig): Question => ({ ...config, acceptsKeys: true });

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
  exits: askExits,
  summary: ({ prompt }) => summaryOf(prompt),
  check: (config) => [
    ...(isWordless(config.prompt)
      ? [{ severity: 'error' as const, message: 'The menu says nothing.', field: 'prompt' }]
      : []),
    ...checkQuestion(questionOf(config)),
  ],
  asksCaller: true,
});
