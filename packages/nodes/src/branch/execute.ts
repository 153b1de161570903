import { defineNode } from '@callwright/flow-engine';
import { type BranchConfig, definition } from './definition.js';

/** Leaves at once, by the first rule that holds. */
export const node = defineNode<BranchConfig, null>({
  definition,
  enter: ({ rules }, { evaluate }) => ({ next: 'exit', exit: rules.find(evaluate)?.id ?? 'otherwise' }),
  on: () => ({ next: 'wait', local: null }),
});
