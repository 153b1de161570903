import { defineNode, type NodeContext } from '@callwright/flow-engine';
import { choicesOf, chosenAnswer } from '../shared/answers.js';
import { type Asked, type Asking, ask, mayBeReply, takeReply } from '../shared/ask.js';
import { choicesIn, definition, type MenuConfig } from './definition.js';

/** Asks, and asks again, until a key or word is one of the answers. */
export const node = defineNode<MenuConfig, Asked>({
  definition,
  enter: (config, context) => ask(askingOf(config, context), context),
  on: (event, asked, config, context) =>
    mayBeReply(event) ? takeReply(event, asked, askingOf(config, context), context) : { next: 'wait', local: asked },
});

const askingOf = (config: MenuConfig, context: NodeContext): Asking => {
  const choices = choicesIn(config);
  return {
    question: config,
    listensFor: choicesOf(choices, context),
    understand: (reply) => chosenAnswer(reply, choices),
  };
};
