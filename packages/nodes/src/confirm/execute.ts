import { defineNode, type NodeContext } from '@callwright/flow-engine';
import { choicesOf } from '../shared/answers.js';
import { type Asked, type Asking, ask, mayBeReply, type Reply, takeReply } from '../shared/ask.js';
import { type ConfirmConfig, choicesIn, definition } from './definition.js';

/** Asks, and asks again, until the answer is yes or no. */
export const node = defineNode<ConfirmConfig, Asked>({
  definition,
  enter: (config, context) => ask(askingOf(config, context), saying(config, context)),
  on: (event, asked, config, context) =>
    mayBeReply(event)
      ? takeReply(event, asked, askingOf(config, context), saying(config, context))
      : { next: 'wait', local: asked },
});

const askingOf = (config: ConfirmConfig, context: NodeContext): Asking => ({
  question: config,
  listensFor: choicesOf(choicesIn(config, context.voice.language), context),
  understand: (reply) => takeYesOrNo(reply, config),
});

const takeYesOrNo = ({ choice }: Reply, { saveAs }: ConfirmConfig) => {
  if (choice !== 'yes' && choice !== 'no') return null;
  return { exit: choice, set: saveAs === '' ? {} : { [saveAs]: choice === 'yes' } };
};

// A voice reads 4711 as a number; one who checks what they pressed wants to hear 4 7 1 1.
const saying = ({ readsDigits }: ConfirmConfig, context: NodeContext): NodeContext =>
  readsDigits
    ? { ...context, say: (text) => context.say(text).replace(/\d{2,}/g, (digits) => [...digits].join(' ')) }
    : context;
