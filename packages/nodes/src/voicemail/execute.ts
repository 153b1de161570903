import { defineNode, type NodeContext, type NodeStep } from '@callwright/flow-engine';
import type { BargeIn, EngineEvent } from '@callwright/protocol';
import { choicesOf, chosenAnswer } from '../shared/answers.js';
import { type Asked, type Asking, ask, takeReply } from '../shared/ask.js';
import { playbackEnd, speak } from '../shared/playback.js';
import { definition, type VoicemailConfig } from './definition.js';
import { deliver, deliveries, onSending } from './delivery.js';
import { firstMessage, isEmpty, type Message, nextMessage, noticing, recordIdOf } from './message.js';
import { after, discard, onHearing, onRecording, onStarting, onStopping, startRecording } from './recording.js';
import { reviewChoices } from './review-choices.js';

/** Greets, records, lets the caller review what was recorded, and sends it; a caller who hangs up has sent it, too. */
export const node = defineNode<VoicemailConfig, Message>({
  definition,
  enter: (config, context) => announce(firstMessage(config.transcribes), context.say(config.greeting), config, context),
  on(event, before, config, context) {
    const message = noticing(before, event);
    const judge = (stopped: Message) => judgeMessage(stopped, config, context);
    switch (message.stage) {
      case 'greeting':
        return onGreeting(event, message, config, context);
      case 'beep':
        return playbackEnd(event, partOf('beep', message, context)) === null
          ? { next: 'wait', local: message }
          : startRecording(message, context);
      case 'starting':
        return onStarting(event, message, config, context);
      case 'recording':
        return onRecording(event, message, config, context);
      case 'stopping':
        return onStopping(event, message, context, judge);
      case 'hearing':
        return onHearing(event, message, context, judge);
      case 'review':
        return onReview(event, message, config, context);
      case 'playing':
        return playbackEnd(event, partOf('play', message, context)) === null
          ? { next: 'wait', local: message }
          : review({ ...message, reviews: message.reviews + 1 }, config, context);
      case 'sending':
        return onSending(event, message, config, context);
    }
  },
  onHangup(message, config, context) {
    const isTaken = ['recording', 'stopping', 'hearing', 'review', 'playing'].includes(message.stage);
    const durationMs = message.stage === 'recording' ? context.nowMs - message.startedAtMs : message.durationMs;
    const last = { ...message, durationMs };
    if (message.stage === 'starting' || (isTaken && isEmpty(last, config.minMs))) return [discard(message, context)];
    if (!isTaken) return [];
    return deliveries(last, config, context).map((command) => ({ effect: 'command', command }));
  },
});

const KEYS: BargeIn = ['keys'];
const partOf = (part: string, message: Message, context: NodeContext) =>
  `${recordIdOf(context, message)}.${part}${message.reviews === 0 ? '' : `.${message.reviews}`}`;

const announce = (
  message: Message,
  words: string,
  config: VoicemailConfig,
  context: NodeContext,
): NodeStep<Message> => {
  if (words === '') return beep(message, config, context);
  const greeting = { visitId: partOf('greeting', message, context), voice: context.voice };
  return { next: 'wait', local: { ...message, stage: 'greeting' }, effects: [speak(words, KEYS, greeting)] };
};

const onGreeting = (
  event: EngineEvent,
  message: Message,
  config: VoicemailConfig,
  context: NodeContext,
): NodeStep<Message> => {
  const end = playbackEnd(event, partOf('greeting', message, context));
  if (end === null) return { next: 'wait', local: message };
  return end === 'failed' ? { next: 'exit', exit: 'failed' } : beep(message, config, context);
};

// A tone that fails keeps nobody from leaving a message.
const beep = (message: Message, { playsBeep }: VoicemailConfig, context: NodeContext): NodeStep<Message> => {
  if (!playsBeep) return startRecording(message, context);
  const playId = partOf('beep', message, context);
  return {
    next: 'wait',
    local: { ...message, stage: 'beep' },
    effects: [{ effect: 'command', command: { command: 'play', url: 'tone:beep', playId, commandId: playId } }],
  };
};

const judgeMessage = (message: Message, config: VoicemailConfig, context: NodeContext): NodeStep<Message> => {
  if (!isEmpty(message, config.minMs))
    return config.hasReview ? review(message, config, context) : deliver(message, config, context);
  const effects = [discard(message, context)];
  const emptyTakes = message.emptyTakes + 1;
  if (emptyTakes > config.tooShortRetries) return { next: 'exit', exit: 'none', effects };
  const next = nextMessage({ ...message, emptyTakes });
  return after(effects, announce(next, context.say(config.tooShortPrompt), config, context));
};

const review = (message: Message, config: VoicemailConfig, context: NodeContext): NodeStep<Message> =>
  asReview(message, ask(reviewOf(config, context), reviewContext(message, context)));

// Whatever they do not answer, the message is kept.
const onReview = (
  event: EngineEvent,
  message: Message,
  config: VoicemailConfig,
  context: NodeContext,
): NodeStep<Message> => {
  const step = takeReply(event, message.asked, reviewOf(config, context), reviewContext(message, context));
  if (step.next !== 'exit') return asReview(message, step);
  if (step.exit === 'again') return after([discard(message, context)], beep(nextMessage(message), config, context));
  return step.exit === 'listen' ? playBack(message, context) : deliver(message, config, context);
};

const playBack = (message: Message, context: NodeContext): NodeStep<Message> => {
  const playId = partOf('play', message, context);
  const url = `recording:${recordIdOf(context, message)}`;
  return {
    next: 'wait',
    local: { ...message, stage: 'playing' },
    effects: [{ effect: 'command', command: { command: 'play', url, playId, commandId: playId, bargeIn: KEYS } }],
  };
};

const reviewContext = (message: Message, context: NodeContext): NodeContext => ({
  ...context,
  visitId: partOf('review', message, context),
});

const reviewOf = (config: VoicemailConfig, context: NodeContext): Asking => ({
  question: {
    prompt: config.reviewPrompt,
    repeatKey: '',
    mayInterrupt: true,
    timeoutMs: null,
    interDigitMs: null,
    noInputRetries: null,
    noInputPrompt: '',
    noMatchRetries: null,
    noMatchPrompt: '',
  },
  listensFor: choicesOf(reviewChoices(config), context),
  understand: (reply) => chosenAnswer(reply, reviewChoices(config)),
});

const asReview = (message: Message, step: NodeStep<Asked>): NodeStep<Message> =>
  step.next === 'wait' ? { ...step, local: { ...message, stage: 'review', asked: step.local } } : step;
