import { defineNode } from '@callwright/flow-engine';
import { definition, type ReturnConfig } from './definition.js';

/** Ends the flow by its outcome. */
export const node = defineNode<ReturnConfig, null>({
  definition,
  enter: ({ outcome }) => ({ next: 'return', outcome: outcome || 'done' }),
  on: () => ({ next: 'wait', local: null }),
});
