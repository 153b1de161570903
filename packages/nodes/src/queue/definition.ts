import {
  type ConfigProblem,
  defineNodeType,
  type Exit,
  localText,
  type Outcome,
  type ScriptAct,
} from '@callwright/flow-engine';
import { z } from 'zod';
import { count, line, milliseconds, oneKey, saveAs, toggle } from '../shared/fields.js';
import { musicField } from '../shared/music.js';
import { readsBesides, wordsProblem } from '../shared/own-words.js';
import { isWordless } from '../shared/playback.js';

/** What the texts of a queue know besides the flow's variables. */
const OWN_VARIABLES = ['position', 'minutes', 'number', 'key'];

const ANNOUNCEMENT =
  'You are number {{ position }} in line.{% if minutes %} The wait is about {{ minutes }} {% if minutes == 1 %}minute{% else %}minutes{% endif %}.{% endif %}';

// Not marked as a template: what only these texts know would be taken for variables nobody sets.
const ownWords = (title: string, initial: string, help: string) =>
  localText.default(initial).meta({ title, help, section: 'hears', widget: 'prompt' });

/** What a queue node is set to. */
export const QueueConfig = z.object({
  queue: line('Queue', '', { help: 'Its name. Variables may be used.', template: true }),
  music: musicField('While they wait'),
  announcement: ownWords(
    'Tell them now and then',
    ANNOUNCEMENT,
    '{{ position }} is their place, {{ minutes }} about how long it takes. Said over the music. Empty: nothing.',
  ),
  announceEveryMs: milliseconds('Tell them every', 60_000, [0, 3_600_000], { section: 'hears', help: '0: never.' }),
  announcesAtOnce: toggle('Tell them at the beginning', true, { section: 'hears' }),
  callbackKey: oneKey('Key to be called back', '', { help: 'Empty: callers can only wait.' }),
  callbackQuestion: ownWords(
    'Make sure of it',
    'To be called back at {{ number | digits }}, press {{ key }} once more.',
    '{{ number }} is where they would be called, {{ key }} the key. Empty: the first press is enough.',
  ),
  callbackNumber: line('Number to call back', '{{ call.from }}', { section: 'answers', template: true }),
  saveNumberAs: saveAs('Remember that number as', 'callbackNumber', { section: 'answers' }),
  maxWaitMs: milliseconds('Wait no longer than', 1_800_000, [1000, 86_400_000], { section: 'otherwise' }),
  priority: count('Priority', 0, [0, 100], { help: 'Higher goes first.' }),
  saveAs: saveAs('Remember how it went as', '', {
    help: 'Who took the call (`agent`), how long they waited and talked (`waitedMs`, `talkedMs`), and how it ended (`status`).',
  }),
});
export type QueueConfig = z.infer<typeof QueueConfig>;

/** Lets the caller wait until somebody takes the call. */
export const definition = defineNodeType<QueueConfig>({
  type: 'queue',
  version: 1,
  title: 'Waits in a queue',
  action: 'Wait in a queue',
  description: 'Lets the caller wait with music until somebody takes the call, or asks to be called back.',
  family: 'connect',
  icon: 'list-ordered',
  config: QueueConfig,
  exits: ({ callbackKey }) => [
    { name: 'ended', label: 'When they are done', kind: 'fallback' },
    ...(callbackKey === '' ? [] : [callbackExit(callbackKey)]),
    { name: 'timeout', label: 'Waited too long', kind: 'next' },
    { name: 'full', label: 'The queue is full', kind: 'next' },
    { name: 'failed', label: 'Something fails', kind: 'failure' },
  ],
  summary: ({ queue }) => queue,
  check: (config) => [...checkQueue(config), ...checkCallback(config)],
  asksCaller: true,
  outcomes: (config) => outcomesOf(config),
  reads: ({ announcement, callbackQuestion, callbackKey }) => [
    ...readsBesides(announcement, OWN_VARIABLES),
    ...(callbackKey === '' ? [] : readsBesides(callbackQuestion, OWN_VARIABLES)),
  ],
  needs: ({ callbackKey }) => (callbackKey === '' ? ['queue'] : ['queue', 'keysIn']),
});

const callbackExit = (key: string): Exit => ({ name: 'callback', label: 'To be called back', kind: 'choice', key });

const checkQueue = ({ queue, announcement }: QueueConfig): ConfigProblem[] => {
  const problem = wordsProblem(announcement);
  return [
    ...(queue.trim() === '' ? [error('It does not say which queue.', 'queue')] : []),
    ...(problem === null ? [] : [error(`A variable is written wrongly: ${problem}.`, 'announcement')]),
  ];
};

const checkCallback = (config: QueueConfig): ConfigProblem[] => {
  const { callbackKey, callbackQuestion, callbackNumber, announcement, announceEveryMs, announcesAtOnce } = config;
  if (callbackKey === '') return [];
  const problem = wordsProblem(callbackQuestion);
  const isTold = !isWordless(announcement) && (announceEveryMs > 0 || announcesAtOnce);
  return [
    ...(problem === null ? [] : [error(`A variable is written wrongly: ${problem}.`, 'callbackQuestion')]),
    ...(callbackNumber.trim() === '' ? [error('It does not say which number to call back.', 'callbackNumber')] : []),
    ...(isTold ? [] : [warning('Nobody is told that they can be called back.', 'announcement')]),
  ];
};

const error = (message: string, field: string): ConfigProblem => ({ severity: 'error', message, field });
const warning = (message: string, field: string): ConfigProblem => ({ severity: 'warning', message, field });

const outcomesOf = (config: QueueConfig): readonly Outcome[] => {
  const { callbackKey, callbackQuestion, callbackNumber, saveNumberAs, saveAs: name } = config;
  const sets = name === '' ? {} : { [name]: { is: 'any' as const, of: 'object' as const } };
  const press: ScriptAct = { presses: callbackKey, afterMs: 1000 };
  const number = saveNumberAs === '' ? {} : { [saveNumberAs]: { is: 'template' as const, template: callbackNumber } };
  const callback: Outcome = {
    exit: 'callback',
    by: [{ queue: { outcome: 'nobody' } }, press, ...(isWordless(callbackQuestion) ? [] : [press])],
    sets: { ...sets, ...number },
  };
  return [
    { exit: 'ended', by: [{ queue: { outcome: 'answered' } }], sets },
    ...(callbackKey === '' ? [] : [callback]),
    { exit: 'timeout', by: [{ queue: { outcome: 'nobody' } }], sets },
    { exit: 'full', by: [{ queue: { outcome: 'full' } }], sets },
    { exit: 'failed', by: [{ queue: { outcome: 'failed' } }], sets },
  ];
};
