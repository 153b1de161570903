import { defineNodeType } from '@callwright/flow-engine';
import { z } from 'zod';
import { promptText, toggle } from '../shared/fields.js';
import { isWordless, summaryOf } from '../shared/playback.js';

/** What a say node is set to. */
export const SayConfig = z.object({
  text: promptText('What the caller hears', ''),
  mayInterrupt: toggle('Callers may interrupt', false, {
    help: 'A key or a word stops the words and the call goes on.',
  }),
});
export type SayConfig = z.infer<typeof SayConfig>;

/** Says some words, then goes on. */
export const definition = defineNodeType<SayConfig>({
  type: 'say',
  version: 1,
  title: 'Says',
  action: 'Say something',
  description: 'Says some words to the caller, then goes on.',
  family: 'speak',
  icon: 'megaphone',
  config: SayConfig,
  exits: () => [
    { name: 'done', label: 'Then', kind: 'next' },
    { name: 'failed', label: 'Something fails', kind: 'failure' },
  ],
  summary: ({ text }) => summaryOf(text),
  check: ({ text }) =>
    isWordless(text) ? [{ severity: 'error', message: 'There are no words to say.', field: 'text' }] : [],
});
