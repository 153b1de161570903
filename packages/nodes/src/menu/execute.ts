import { defineNode } from '@callwright/flow-engine';
import { type Asked, ask, takeAnswer } from '../shared/ask.js';
import { definition, type MenuConfig, questionOf } from './definition.js';

/** Asks, and asks again, until a key or word is one of the answers. */
export const node = defineNode<MenuConfig, Asked>({
  definition,
  enter: (config, context) => ask(questionOf(config), context),
  on: (event, asked, config, context) => takeAnswer(event, asked, questionOf(config), context),
});
