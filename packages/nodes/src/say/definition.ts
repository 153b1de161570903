import { defineNodeType } from '@callwright/flow-engine';
import { z } from 'zod';
import { count, line, promptText, select, toggle } from '../shared/fields.js';
import { interruptions, isWordless, summaryOf } from '../shared/playback.js';

/** What a say node is set to. */
export const SayConfig = z.object({
  text: promptText('What the caller hears', ''),
  mayInterrupt: toggle('Callers may interrupt', false, {
    help: 'A key or a word stops the words and the call goes on.',
  }),
  interruptedBy: select('What stops it', interruptions, 'anything', {
    section: 'advanced',
    when: { field: 'mayInterrupt', equals: true },
  }),
  times: count('How often', 1, [1, 100], { help: 'It is said so often, unless it is interrupted.' }),
  speaker: line('Voice', '', { section: 'advanced', help: 'Empty: the voice of the flow.' }, 64),
  speedPercent: count('Speed', 100, [50, 200], { unit: 'percent', help: '100 is the usual speed of the voice.' }),
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
  outcomes: () => [{ exit: 'done' }, { exit: 'failed', by: [{ fails: 'tts' }] }],
});
