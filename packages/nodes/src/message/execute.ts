import { defineNode, isRefusalOf, type NodeContext } from '@callwright/flow-engine';
import type { CommandOf } from '@callwright/protocol';
import { filledPairs } from '../shared/json-template.js';
import { filledUrl } from '../shared/url-template.js';
import { definition, type MessageConfig } from './definition.js';

/** A message is written down at once; what does not answer is gone. */
const ANSWER_MS = 5_000;
/** As long as the parts of the command may be. */
const MAX_ADDRESS_LENGTH = 2_048;
const MAX_SUBJECT_LENGTH = 200;
const MAX_TEXT_LENGTH = 10_000;
const MAX_RECORD_ID_LENGTH = 128;

/** Hands the message over and goes on when it is written down. */
export const node = defineNode<MessageConfig, null>({
  definition,
  enter(config, context) {
    const command = messageOf(config, context);
    if (command === null) return { next: 'exit', exit: 'failed' };
    return {
      next: 'wait',
      local: null,
      effects: [
        { effect: 'command', command },
        { effect: 'startTimer', timerId: 'answer', afterMs: ANSWER_MS },
      ],
    };
  },
  on(event, _local, _config, { visitId }) {
    if (event.event === 'timerFired' || isRefusalOf(event, visitId)) return { next: 'exit', exit: 'failed' };
    if (event.event !== 'messageResult' || event.messageId !== visitId) return { next: 'wait', local: null };
    return { next: 'exit', exit: event.status };
  },
});

const messageOf = (config: MessageConfig, context: NodeContext): CommandOf<'message'> | null => {
  const { channel } = config;
  const { render, visitId } = context;
  const to = channel === 'webhook' ? filledUrl(config.to, context) : oneLine(render(config.to));
  const text = channel === 'webhook' ? JSON.stringify(filledPairs(config.values, context)) : context.say(config.text);
  if (to === '' || text === '' || to.length > MAX_ADDRESS_LENGTH || text.length > MAX_TEXT_LENGTH) return null;
  const subject = channel === 'email' ? oneLine(render(config.subject)).slice(0, MAX_SUBJECT_LENGTH) : '';
  const recordIds = config.recordings
    .map((one) => render(one).trim())
    .filter((id) => id !== '' && id.length <= MAX_RECORD_ID_LENGTH);
  return {
    command: 'message',
    messageId: visitId,
    commandId: visitId,
    channel,
    to,
    text,
    ...(subject === '' ? {} : { subject }),
    ...(recordIds.length === 0 ? {} : { recordIds }),
  };
};

// No value adds a second address or a header of its own.
const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, ' ').trim();
