import { type ConfigProblem, defineNodeType, type Outcome } from '@callwright/flow-engine';
import type { FlowSettings } from '@callwright/protocol';
import { z } from 'zod';
import { checkChoices } from '../shared/answers.js';
import { count, line, milliseconds, oneKey, promptText, saveAs, toggle } from '../shared/fields.js';
import { isWordless, summaryOf } from '../shared/playback.js';
import { reviewChoices } from './review-choices.js';

const reviewed = { field: 'hasReview', equals: true } as const;

/** What a voicemail node is set to. */
export const VoicemailConfig = z.object({
  greeting: promptText('What the caller hears', 'Please leave a message after the tone.'),
  playsBeep: toggle('A tone before the recording', true, { section: 'hears' }),
  maxMs: milliseconds('Longest message', 120_000, [5_000, 600_000], { section: 'does' }),
  silenceMs: milliseconds('Silence that ends it', 4_000, [0, 30_000], {
    section: 'does',
    help: '0: silence does not end it.',
  }),
  finishOnKey: oneKey('Key that ends it', '#', { section: 'does', help: 'Empty: no key does.' }),
  minMs: milliseconds('Shortest message', 1_000, [0, 30_000], { help: 'What is shorter is no message.' }),
  tooShortPrompt: promptText(
    'When nothing is said',
    'I did not hear a message. Please speak after the tone.',
    'otherwise',
    'Empty: only the tone.',
  ),
  tooShortRetries: count('Ask again when nothing is said', 1, [0, 10], { section: 'otherwise' }),
  hasReview: toggle('They may listen to it first', true, { section: 'answers' }),
  reviewPrompt: promptText(
    'What they are asked then',
    'To send your message, press 1. To listen to it, press 2. To record it again, press 3.',
    'answers',
  ),
  keepKey: oneKey('Key to send it', '1', { when: reviewed }),
  listenKey: oneKey('Key to listen to it', '2', { when: reviewed }),
  againKey: oneKey('Key to record it again', '3', { when: reviewed }),
  transcribes: toggle('Write down what is said', true, {
    section: 'does',
    help: 'Where the recogniser can; without it the message is sent all the same.',
  }),
  emailTo: line('E-mail to', '', { template: true, help: 'The recording goes with it. Empty: no e-mail.' }, 1000),
  emailSubject: line('Subject', 'A message from {{ call.from }}', { template: true }, 200),
  emailText: line('Text', 'There is a new message from {{ call.from }}.', { template: true, widget: 'textarea' }, 5000),
  webhookUrl: line('Web address to tell', '', { template: true, help: 'Empty: none is told.' }, 2000),
  saveAs: saveAs('Remember the message as', 'message'),
});
export type VoicemailConfig = z.infer<typeof VoicemailConfig>;

/** Takes a message. */
export const definition = defineNodeType<VoicemailConfig>({
  type: 'voicemail',
  version: 1,
  title: 'Takes a message',
  action: 'Take a message',
  description: 'Records what the caller says, lets them listen to it, and sends it on.',
  family: 'hear',
  icon: 'voicemail',
  config: VoicemailConfig,
  exits: () => [
    { name: 'left', label: 'Message left', kind: 'next' },
    { name: 'none', label: 'No message', kind: 'fallback' },
    { name: 'failed', label: 'Something fails', kind: 'failure' },
  ],
  summary: ({ greeting }) => summaryOf(greeting),
  check: (config) => [...checkEnd(config), ...checkReview(config), ...checkDelivery(config)],
  asksCaller: true,
  outcomes: (config, settings) => outcomesOf(config, settings),
  says: ({ hasReview, reviewPrompt }) => [{ field: 'reviewPrompt', text: hasReview ? reviewPrompt : '', isMenu: true }],
  needs: ({ hasReview, finishOnKey }) => (hasReview || finishOnKey ? ['record', 'keysIn'] : ['record']),
});

const outcomesOf = (config: VoicemailConfig, { defaults }: FlowSettings): readonly Outcome[] => {
  const { finishOnKey, hasReview, keepKey, saveAs: name, minMs, tooShortRetries } = config;
  const end = finishOnKey ? { presses: finishOnKey } : { isSilent: true as const };
  const review = keepKey
    ? [{ presses: keepKey }]
    : Array(defaults.noInputRetries + 1).fill({ isSilent: true as const });
  return [
    {
      exit: 'left',
      by: [{ says: messageOf(minMs) }, end, ...(hasReview ? review : [])],
      sets: name === '' ? {} : { [name]: { is: 'any', of: 'object' } },
    },
    { exit: 'none', by: Array.from({ length: tooShortRetries + 1 }, () => ({ isSilent: true as const })) },
    { exit: 'failed', by: [{ fails: 'record' }] },
  ];
};

/** Words a caller needs longer for than the shortest message. */
const messageOf = (minMs: number) => `${'please call me back '.repeat(Math.ceil(minMs / 1_000))}thank you`;

const checkEnd = ({ silenceMs, finishOnKey, minMs, maxMs }: VoicemailConfig): readonly ConfigProblem[] => [
  ...(silenceMs === 0 && finishOnKey === ''
    ? [{ severity: 'warning' as const, message: 'Only its longest time ends a message.', field: 'silenceMs' }]
    : []),
  ...(minMs > maxMs ? [{ severity: 'error' as const, message: 'No message can be long enough.', field: 'minMs' }] : []),
];

const checkReview = (config: VoicemailConfig): readonly ConfigProblem[] => {
  if (!config.hasReview) return [];
  if (isWordless(config.reviewPrompt))
    return [{ severity: 'error', message: 'Nobody is told what the keys do.', field: 'reviewPrompt' }];
  return checkChoices(reviewChoices(config)).map((problem) => ({ ...problem, field: 'keepKey' }));
};

const checkDelivery = ({ emailTo, webhookUrl, saveAs: name }: VoicemailConfig): readonly ConfigProblem[] =>
  emailTo.trim() === '' && webhookUrl.trim() === '' && name === ''
    ? [{ severity: 'warning', message: 'Nobody is told of the message.', field: 'emailTo' }]
    : [];
