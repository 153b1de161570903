import { defineNode } from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';
import { type Asked, type Asking, ask, mayBeReply, type Reply, takeReply } from '../shared/ask.js';
import { areDigitsAllowed, isLengthAllowed } from './allowed-digits.js';
import { type CollectConfig, definition } from './definition.js';

/** Asks, and asks again, until the digits are as they must be. */
export const node = defineNode<CollectConfig, Asked>({
  definition,
  enter: (config, context) => ask(askingOf(config), context),
  on: (event, asked, config, context) =>
    mayBeReply(event) ? takeReply(event, asked, askingOf(config), context) : { next: 'wait', local: asked },
});

const askingOf = (config: CollectConfig): Asking => ({
  question: { ...config, repeatKey: '' },
  listensFor: {
    input: ['dtmf'],
    minDigits: config.minDigits,
    maxDigits: config.maxDigits,
    ...(config.finishOnKey === '' ? {} : { finishOnKey: config.finishOnKey }),
    ...(config.isSecret ? { secret: true } : {}),
  },
  understand: (reply) => (config.isSecret ? takeSecret(reply, config) : takeDigits(reply, config)),
});

const takeDigits = ({ digits = '' }: Reply, config: CollectConfig) =>
  areDigitsAllowed(digits, config) ? remember(digits, digits.length, config) : null;

// Of a secret nothing is known but how long it is.
const takeSecret = ({ secret, digitCount = 0 }: Reply, config: CollectConfig) =>
  secret !== undefined && isLengthAllowed(digitCount, config) ? remember(secret, digitCount, config) : null;

const remember = (value: string, digitCount: number, { saveAs, saveCountAs }: CollectConfig) => {
  const set: Record<string, Json> = {};
  if (saveAs !== '') set[saveAs] = value;
  if (saveCountAs !== '') set[saveCountAs] = digitCount;
  return { exit: 'digits', set };
};
