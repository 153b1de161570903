import { defineNodeType } from '@callwright/flow-engine';
import { z } from 'zod';
import { line, promptText } from '../shared/fields.js';
import { summaryOf } from '../shared/playback.js';

/** What a hangup is set to. */
export const HangupConfig = z.object({
  text: promptText('Last words', '', 'hears', 'Empty: the call ends at once.'),
  reason: line('Reason', 'completed', { section: 'advanced', help: 'Shown in the list of calls.' }, 128),
  code: z.number().int().min(300).max(699).nullable().default(null).meta({
    title: 'SIP code',
    help: 'What a telephone line is told: 486 for busy, 603 for declined. Empty: an ordinary end.',
    section: 'advanced',
    widget: 'number',
  }),
});
export type HangupConfig = z.infer<typeof HangupConfig>;

/** Ends the call. */
export const definition = defineNodeType<HangupConfig>({
  type: 'hangup',
  version: 1,
  title: 'Hangs up',
  action: 'Hang up',
  description: 'Says some last words if there are any, then ends the call.',
  family: 'end',
  icon: 'phone-off',
  config: HangupConfig,
  exits: () => [],
  summary: ({ text }) => summaryOf(text),
});
