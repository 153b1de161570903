import { defineNode } from '@callwright/flow-engine';
import { definition, type GoToConfig } from './definition.js';

/** Leaves at once; where to is said by its exit. */
export const node = defineNode<GoToConfig, null>({
  definition,
  enter: () => ({ next: 'exit', exit: 'there' }),
  on: () => ({ next: 'wait', local: null }),
});
