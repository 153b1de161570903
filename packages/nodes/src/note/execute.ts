import { defineNode } from '@callwright/flow-engine';
import { definition, type NoteConfig } from './definition.js';

/** Does nothing. A draft that leads a call here all the same has no more to say: what runs there ends. */
export const node = defineNode<NoteConfig, null>({
  definition,
  enter: () => ({ next: 'return', outcome: 'done' }),
  on: () => ({ next: 'wait', local: null }),
});
