import { isRefusalOf, type NodeContext, type NodeEffect, type NodeStep } from '@callwright/flow-engine';
import type { CommandOf, EngineEvent, Json } from '@callwright/protocol';
import type { VoicemailConfig } from './definition.js';
import { type Message, recordIdOf } from './message.js';

/** A message is written down at once; one that is not is lost. */
const WRITTEN_MS = 5_000;
const MAX_SUBJECT_LENGTH = 200;
const MAX_ADDRESS_LENGTH = 2_048;
const MAX_TEXT_LENGTH = 10_000;

/** Sends the message to whom it is for; with nobody to send it to it is only remembered. */
export const deliver = (message: Message, config: VoicemailConfig, context: NodeContext): NodeStep<Message> => {
  const sent = deliveries(message, config, context);
  if (sent.length === 0) return { next: 'exit', exit: 'left', set: remembered(message, config, context) };
  return {
    next: 'wait',
    local: { ...message, stage: 'sending', unsent: sent.map(({ messageId }) => messageId) },
    effects: [
      ...sent.map((command): NodeEffect => ({ effect: 'command', command })),
      { effect: 'startTimer', timerId: 'written', afterMs: WRITTEN_MS },
    ],
  };
};

/** Until all that was sent is written down. */
export const onSending = (
  event: EngineEvent,
  message: Message,
  config: VoicemailConfig,
  context: NodeContext,
): NodeStep<Message> => {
  const set = remembered(message, config, context);
  const isLost =
    event.event === 'messageResult' && event.status === 'failed' && message.unsent.includes(event.messageId);
  const isRefused = message.unsent.some((id) => isRefusalOf(event, id));
  if (event.event === 'timerFired' || isLost || isRefused) return { next: 'exit', exit: 'failed', set };
  if (event.event !== 'messageResult') return { next: 'wait', local: message };
  const unsent = message.unsent.filter((id) => id !== event.messageId);
  return unsent.length === 0 ? { next: 'exit', exit: 'left', set } : { next: 'wait', local: { ...message, unsent } };
};

/** The commands that send it: by e-mail, to a web address, or both. */
export const deliveries = (
  message: Message,
  config: VoicemailConfig,
  context: NodeContext,
): readonly CommandOf<'message'>[] => {
  const recordId = recordIdOf(context, message);
  const common = { command: 'message' as const, recordIds: [recordId] };
  const address = (template: string) => context.render(template).trim().slice(0, MAX_ADDRESS_LENGTH);
  const [emailTo, webhookUrl] = [address(config.emailTo), address(config.webhookUrl)];
  const email = {
    ...common,
    ...ids(`${recordId}.email`),
    channel: 'email' as const,
    to: emailTo,
    subject: context.render(config.emailSubject).trim().slice(0, MAX_SUBJECT_LENGTH),
    text: [context.render(config.emailText).trim(), message.transcript]
      .filter(Boolean)
      .join('\n\n')
      .slice(0, MAX_TEXT_LENGTH),
  };
  const webhook = {
    ...common,
    ...ids(`${recordId}.webhook`),
    channel: 'webhook' as const,
    to: webhookUrl,
    text: JSON.stringify({ ...facts(message, context), from: context.render('{{ call.from }}').slice(0, 256) }),
  };
  return [...(emailTo === '' ? [] : [email]), ...(webhookUrl === '' ? [] : [webhook])];
};

const ids = (id: string) => ({ messageId: id, commandId: id });

const facts = (message: Message, context: NodeContext) => ({
  recordId: recordIdOf(context, message),
  durationMs: message.durationMs,
  transcript: message.transcript,
});

const remembered = (message: Message, { saveAs }: VoicemailConfig, context: NodeContext): Record<string, Json> =>
  saveAs === '' ? {} : { [saveAs]: facts(message, context) };
