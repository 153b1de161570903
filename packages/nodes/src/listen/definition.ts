import { defineNodeType } from '@callwright/flow-engine';
import { z } from 'zod';
import { askExits, checkQuestion } from '../shared/ask.js';
import { answers, count, milliseconds, promptText, saveAs, toggle } from '../shared/fields.js';

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
  noInputRetries: count('Ask again when there is no answer', 1, [0, 10], { section: 'otherwise' }),
  noMatchPrompt: promptText(
    'When it is not understood',
    'Sorry, I did not get that.',
    'otherwise',
    'Empty: the question is asked again.',
  ),
  noMatchRetries: count('Ask again when it is not understood', 1, [0, 10], { section: 'otherwise' }),
  mayInterrupt: toggle('Callers may answer before the end', true),
  timeoutMs: milliseconds('Wait for an answer', 5000, [500, 60_000]),
  interDigitMs: milliseconds('Wait for the next key', 3000, [200, 20_000], {
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
  summary: ({ prompt }) => prompt,
  check: checkQuestion,
  asksCaller: true,
});
