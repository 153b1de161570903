import { type ConfigProblem, defineNodeType, localText, templateProblem } from '@callwright/flow-engine';
import { z } from 'zod';
import { line, select } from '../shared/fields.js';
import { wordsProblem } from '../shared/own-words.js';
import { isWordless, summaryOf } from '../shared/playback.js';
import { pairProblems, pairs } from '../shared/value-fields.js';

const channels = {
  sms: 'SMS',
  email: 'E-mail',
  webhook: 'Webhook',
};

/** What a message node is set to. */
export const MessageConfig = z.object({
  channel: select('Send as', channels, 'sms'),
  to: line(
    'To',
    '{{ call.from }}',
    { help: 'A telephone number, an address or a URL. Variables may be used.', template: true },
    2048,
  ),
  subject: line('Subject', '', { template: true, when: { field: 'channel', equals: 'email' } }, 200),
  text: localText.default('').meta({
    title: 'Text',
    help: 'For an SMS or an e-mail; the same in every language or by language.',
    section: 'does',
    widget: 'textarea',
    template: true,
    when: { field: 'channel', equals: ['sms', 'email'] },
  }),
  values: pairs('Values', {
    help: 'Sent to a webhook as JSON. A value that is nothing but a variable keeps its kind: a number stays one.',
    when: { field: 'channel', equals: 'webhook' },
  }),
  recordings: z.array(z.string().max(256)).max(10).default([]).meta({
    title: 'Recordings to go with it',
    help: 'Messages taken in this call, by their id: {{ voicemail.recordId }}.',
    section: 'does',
    widget: 'texts',
    template: true,
  }),
});
export type MessageConfig = z.infer<typeof MessageConfig>;

/** Sends an SMS, an e-mail or a webhook. */
export const definition = defineNodeType<MessageConfig>({
  type: 'message',
  version: 1,
  title: 'Sends a message',
  action: 'Send a message',
  description: 'Sends an SMS, an e-mail or a webhook; the call goes on at once.',
  family: 'data',
  icon: 'send',
  config: MessageConfig,
  exits: () => [
    { name: 'queued', label: 'Then', kind: 'next' },
    { name: 'failed', label: 'Something fails', kind: 'failure' },
  ],
  summary: ({ channel, to, text }) =>
    channel === 'webhook' ? `${channels[channel]}: ${to}` : `${channels[channel]}: ${summaryOf(text)}`,
  check: (config) => [...checkAddress(config), ...checkContent(config), ...checkRecordings(config)],
  outcomes: () => [{ exit: 'queued' }, { exit: 'failed', by: [{ fails: 'message' }] }],
});

const checkAddress = ({ to, channel }: MessageConfig): ConfigProblem[] => {
  const address = to.trim();
  if (address === '') return [error('It does not say whom to send it to.', 'to')];
  if (channel === 'webhook' && !/^(https?:\/\/|\{\{)/i.test(address))
    return [error('A webhook goes to an address that begins with https:// or http://.', 'to')];
  if (channel === 'email' && !/@|\{\{/.test(address)) return [error('This is no e-mail address.', 'to')];
  return [];
};

const checkContent = ({ channel, text, values }: MessageConfig): ConfigProblem[] => {
  if (channel === 'webhook') return [...pairProblems(values, 'values')];
  if (isWordless(text)) return [error('The message says nothing.', 'text')];
  const problem = wordsProblem(text);
  return problem === null ? [] : [error(`A variable is written wrongly: ${problem}.`, 'text')];
};

const checkRecordings = ({ recordings }: MessageConfig): ConfigProblem[] =>
  recordings.flatMap((one) => {
    const problem = templateProblem(one);
    return problem === null ? [] : [error(`A variable is written wrongly: ${problem}.`, 'recordings')];
  });

const error = (message: string, field: string): ConfigProblem => ({ severity: 'error', message, field });
