import { defineNode, type NodeContext } from '@callwright/flow-engine';
import { choicesOf, chosenAnswer, inputsOf } from '../shared/answers.js';
import { type Asked, type Asking, ask, mayBeReply, takeReply } from '../shared/ask.js';
import { definition, type ListenConfig } from './definition.js';
import { keying, valueOfReply } from './spoken-answer.js';

/** Asks, and asks again, until what is said or pressed is an answer. */
export const node = defineNode<ListenConfig, Asked>({
  definition,
  enter: (config, context) => ask(askingOf(config, context), context),
  on: (event, asked, config, context) =>
    mayBeReply(event) ? takeReply(event, asked, askingOf(config, context), context) : { next: 'wait', local: asked },
});

const askingOf = (config: ListenConfig, context: NodeContext): Asking => {
  const { listensFor: grammar, speechTimeoutMs, saveAs } = config;
  if (grammar === 'choices')
    return {
      question: config,
      listensFor: { ...choicesOf(config, context), speechTimeoutMs },
      understand: (reply) => chosenAnswer(reply, config),
    };
  const acceptsKeys = config.acceptsKeys && grammar !== 'free';
  return {
    question: config,
    listensFor: {
      input: inputsOf({ acceptsKeys, acceptsSpeech: config.acceptsSpeech }),
      ...(config.acceptsSpeech ? { grammar, speechTimeoutMs } : {}),
      ...(acceptsKeys ? keying[grammar] : {}),
    },
    understand(reply) {
      const value = valueOfReply(reply, grammar, context);
      return value === null ? null : { exit: 'answered', set: saveAs === '' ? {} : { [saveAs]: value } };
    },
  };
};
