import { defineNode, type NodeContext } from '@callwright/flow-engine';
import { choicesOf, chosenAnswer } from '../shared/answers.js';
import { type Asked, type Asking, ask, takeReply } from '../shared/ask.js';
import { choicesIn, definition, type MenuConfig } from './definition.js';

/** Asks, and asks again, until a key or word is one of the answers. */
export const node = defineNode<MenuConfig, Asked>({
  definition,
  enter: (config, context) => ask(askingOf(config, context), context),
  on: (event, asked, config, context) => takeReply(event, asked, askingOf(config, context), context),
});

const askingOf = (config: MenuConfig, context: NodeContext): Asking => ({
  question: config,
  listensFor: choicesOf(choicesIn(config), context),
  understand: (reply) => chosenAnswer(reply, choicesIn(config)),
});
