import { defineNodeType } from '@callwright/flow-engine';
import { z } from 'zod';
import { askExits, checkQuestion } from '../shared/ask.js';
import { answers, inheritedCount, inheritedMs, inheritedToggle, promptText, saveAs, toggle } from '../shared/fields.js';
import { summaryOf } from '../shared/playback.js';

/** What a listen node is set to. */
export const ListenConfig = z.object({
  prompt: promptText('What the caller hears', 'How can I help you?'),
  answers: answers('What they can answer', [
    { id: 'yes', label: 'Yes', key: '', phrases: ['yes', 'yes please'] },
    { id: 'no', label: 'No', key: '', phrases: ['no', 'no thank you'] },
  ]),
  acceptsSpeech: toggle('They may speak', true, { section: 'answers' }),
  acceptsKeys: toggle('They may press a key', true, { section: 'answers' }),
  noInputPrompt: promptText(
    'When there is no answer',
    'I did not hear anything.',
    'otherwise',
    'Empty: the question is asked again.',
  ),
  noInputRetries: inheritedCount('Ask again when there is no answer', 'noInputRetries', [0, 10]),
  noMatchPrompt: promptText(
    'When it is not understood',
    'Sorry, I did not get that.',
    'otherwise',
    'Empty: the question is asked again.',
  ),
  noMatchRetries: inheritedCount('Ask again when it is not understood', 'noMatchRetries', [0, 10]),
  mayInterrupt: inheritedToggle('Callers may answer before the end', 'mayInterrupt'),
  timeoutMs: inheritedMs('Wait for an answer', 'timeoutMs', [500, 60_000]),
  interDigitMs: inheritedMs('Wait for the next key', 'interDigitMs', [200, 20_000], {
    help: 'Only where an answer has more than one key.',
  }),
  saveAs: saveAs('Remember the answer as', ''),
});
export type ListenConfig = z.infer<typeof ListenConfig>;

/** Asks in words. */
export const definition = defineNodeType<ListenConfig>({
  type: 'listen',
  version: 1,
  title: 'Listens',
  action: 'Ask in words',
  description: 'Asks a question; the caller says one of the answers, or presses its key.',
  family: 'hear',
  icon: 'mic',
  config: ListenConfig,
  exits: askExits,
  summary: ({ prompt }) => summaryOf(prompt),
  check: checkQuestion,
  asksCaller: true,
});
