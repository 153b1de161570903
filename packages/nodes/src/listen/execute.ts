import { defineNode } from '@callwright/flow-engine';
import { type Asked, ask, takeAnswer } from '../shared/ask.js';
import { definition, type ListenConfig } from './definition.js';

/** Asks, and asks again, until what is said or pressed is one of the answers. */
export const node = defineNode<ListenConfig, Asked>({
  definition,
  enter: (config, context) => ask(config, context),
  on: (event, asked, config, context) => takeAnswer(event, asked, config, context),
});
