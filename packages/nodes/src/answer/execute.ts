import { defineNode } from '@callwright/flow-engine';
import { type AnswerConfig, definition } from './definition.js';

/** Answers and goes on; what has been answered stays so. */
export const node = defineNode<AnswerConfig, null>({
  definition,
  enter: () => ({ next: 'exit', exit: 'done', effects: [{ effect: 'command', command: { command: 'accept' } }] }),
  on: () => ({ next: 'wait', local: null }),
});
