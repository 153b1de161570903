import { defineNodeType } from '@callwright/flow-engine';
import { z } from 'zod';
import { line } from '../shared/fields.js';

/** What a return is set to. */
export const ReturnConfig = z.object({
  outcome: line('Outcome', 'done', { help: 'What has come of it: the way out the calling flow takes.' }, 64),
});
export type ReturnConfig = z.infer<typeof ReturnConfig>;

/** Ends a flow that another has called. */
export const definition = defineNodeType<ReturnConfig>({
  type: 'return',
  version: 1,
  title: 'Returns',
  action: 'Return to the calling flow',
  description: 'Ends this flow; the one that called it goes on.',
  family: 'end',
  icon: 'undo-2',
  config: ReturnConfig,
  exits: () => [],
  summary: ({ outcome }) => outcome || 'done',
  returns: ({ outcome }) => outcome || 'done',
  outcomes: () => [],
});
