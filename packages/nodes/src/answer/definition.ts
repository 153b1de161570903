import { ALWAYS, defineNodeType } from '@callwright/flow-engine';
import { z } from 'zod';

/** An answer has nothing to be set. */
export const AnswerConfig = z.object({});
export type AnswerConfig = z.infer<typeof AnswerConfig>;

/** Answers a call that rings until then. */
export const definition = defineNodeType<AnswerConfig>({
  type: 'answer',
  version: 1,
  title: 'Answers',
  action: 'Answer the call',
  description: 'Answers a telephone call. A flow with such a step lets the call ring until it gets there.',
  family: 'connect',
  icon: 'phone-incoming',
  config: AnswerConfig,
  exits: () => [{ name: 'done', label: 'Then', kind: 'next' }],
  summary: () => '',
  outcomes: () => [{ exit: 'done', when: ALWAYS }],
});
