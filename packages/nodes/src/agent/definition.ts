import { type ConfigProblem, defineNodeType, type Exit, templateProblem } from '@callwright/flow-engine';
import type { FlowSettings } from '@callwright/protocol';
import { z } from 'zod';
import { count, line, milliseconds, numberOrNone, promptText, saveAs, toggle } from '../shared/fields.js';
import { authField } from '../shared/http-auth.js';
import { spokenSeries } from '../shared/playback.js';
import { noInputFields, timingFields } from '../shared/question-fields.js';
import { agentOutcomes } from './outcomes.js';
import { slot, unfitSlots } from './slots.js';

/** A way out the model may choose: `description` tells it when. With `needsAnswers` it must have all it is to find out. */
const agentExit = z.object({
  id: z
    .string()
    .regex(/^[a-zA-Z0-9_-]{1,50}$/, 'Letters, digits, _ and - only.')
    .default('done'),
  label: z.string().max(120).default(''),
  description: z.string().max(500).default(''),
  needsAnswers: z.boolean().default(true),
});

/** What an agent is set to. */
export const AgentConfig = z.object({
  greeting: promptText(
    'What the caller hears first',
    'Hello, how can I help you?',
    'hears',
    'Empty: the agent begins by itself.',
  ),
  instructions: z.string().max(8_000).default('').meta({
    title: 'Instructions',
    help: 'Who it is, what it may talk about, what it must find out. Variables may be used; what is secret is left out.',
    section: 'does',
    widget: 'textarea',
    template: true,
  }),
  slots: z.array(slot).max(20).default([]).meta({
    title: 'What it finds out',
    help: 'Each is kept in a variable. Several may be told at once; what is none of its kind is asked for again.',
    section: 'does',
    widget: 'slots',
  }),
  exits: z
    .array(agentExit)
    .max(20)
    .default([{ id: 'done', label: 'Done', description: 'The caller has what they called for.', needsAnswers: true }])
    .meta({
      title: 'Ways out it may choose',
      help: 'With words that tell it when. It can do nothing else: it calls no numbers and no flows by itself.',
      section: 'answers',
      widget: 'branches',
    }),
  acceptsSpeech: toggle('They may speak', true, { section: 'answers' }),
  acceptsKeys: toggle('They may press keys', true, {
    section: 'answers',
    help: 'Ended by #. Where callers cannot be heard, keys are taken in any case.',
  }),
  maxTurns: count('Answers of the caller at most', 15, [1, 50], { section: 'otherwise' }),
  ...noInputFields('I did not hear anything.'),
  ...timingFields(),
  speechTimeoutMs: milliseconds('Longest answer', 20_000, [1_000, 60_000], { help: 'As long as one may speak.' }),
  baseUrl: line(
    'Address of the service',
    'https://api.openai.com/v1',
    { help: 'One that speaks the chat format of OpenAI; a server of your own does, too.', template: true },
    2_000,
  ),
  model: line('Model', '', { help: 'Its name, as the service calls it.', template: true }, 200),
  auth: authField.meta({
    title: 'Prove who we are',
    help: 'By a secret of the workspace, named here and known only where the request is sent. Most services: bearer.',
    section: 'does',
    widget: 'auth',
  }),
  temperature: numberOrNone('Temperature', { help: '0 is always alike, 2 is wild. Empty: as the service does it.' }),
  maxTokens: count('Longest reply', 300, [16, 4_000], { unit: undefined, help: 'In tokens, about 4 characters each.' }),
  requestTimeoutMs: milliseconds('Wait for the service', 10_000, [500, 60_000], { help: 'All attempts together.' }),
  retries: count('Try again', 1, [0, 5], { help: 'When there is no answer, or the service is busy.' }),
  fillerText: promptText('When it takes long', '', 'hears', 'Empty: the caller hears nothing meanwhile.'),
  fillerAfterMs: milliseconds('Say that after', 2_500, [0, 60_000], { section: 'hears' }),
  maySendSecrets: toggle('Send secrets of the call', false, {
    help: 'Those in the instructions. The service then knows them, and may say them.',
  }),
  saveTranscriptAs: saveAs('Remember the conversation as', '', { help: 'What was said, line by line.' }),
});
export type AgentConfig = z.infer<typeof AgentConfig>;

/** Lets a language model speak with the caller. */
export const definition = defineNodeType<AgentConfig>({
  type: 'agent',
  version: 1,
  title: 'AI agent',
  action: 'Let an AI agent talk',
  description: 'A language model talks with the caller, finds things out, and leaves by the ways you allow.',
  family: 'hear',
  icon: 'bot',
  config: AgentConfig,
  exits: ({ exits }) => [
    ...exits.map(({ id, label }): Exit => ({ name: id, label: label || id, kind: 'choice' })),
    { name: 'handBack', label: 'Handed back', kind: 'next' },
    { name: 'turnLimit', label: 'Talked too long', kind: 'fallback' },
    { name: 'noInput', label: 'No answer', kind: 'fallback' },
    { name: 'failed', label: 'Something fails', kind: 'failure' },
  ],
  summary: ({ instructions }) => instructions.split('\n')[0] ?? '',
  check: (config, settings) => [
    ...checkService(config),
    ...checkWork(config),
    ...checkNames(config),
    ...(settings ? checkVariables(config, settings) : []),
  ],
  asksCaller: true,
  outcomes: agentOutcomes,
  says: ({ noInputPrompt }) => spokenSeries('noInputPrompt', noInputPrompt),
  needs: ({ acceptsKeys, acceptsSpeech }) => [
    ...(acceptsKeys ? (['keysIn'] as const) : []),
    ...(acceptsSpeech ? (['speech', 'freeSpeech'] as const) : []),
  ],
});

const checkService = ({ baseUrl, model, temperature }: AgentConfig): ConfigProblem[] => [
  ...(/^(https?:\/\/|\{\{)/i.test(baseUrl.trim())
    ? []
    : [error('The address of a service begins with https:// or http://.', 'baseUrl')]),
  ...(model.trim() === '' ? [error('No model is chosen.', 'model')] : []),
  ...(temperature !== null && (temperature < 0 || temperature > 2)
    ? [error('A temperature is a number from 0 to 2.', 'temperature')]
    : []),
];

const checkWork = ({ instructions, acceptsSpeech, acceptsKeys, maySendSecrets }: AgentConfig): ConfigProblem[] => {
  const problem = templateProblem(instructions);
  return [
    ...(instructions.trim() === '' ? [error('The agent is not told what to do.', 'instructions')] : []),
    ...(problem === null ? [] : [error(`A variable is written wrongly: ${problem}.`, 'instructions')]),
    ...(acceptsSpeech || acceptsKeys ? [] : [error('Callers can neither press a key nor speak.', 'acceptsSpeech')]),
    ...(maySendSecrets ? [warning('The service learns secrets of the call, and may say them.', 'maySendSecrets')] : []),
  ];
};

const checkNames = ({ exits, slots }: AgentConfig): ConfigProblem[] => [
  ...exits
    .filter(({ id }, at) => RESERVED.has(id) || exits.findIndex((one) => one.id === id) !== at)
    .map(({ id }) => error(`Two ways out share the name ${id}.`, 'exits')),
  ...exits
    .filter(({ label, description }) => label.trim() === '' && description.trim() === '')
    .map(({ id }) => error(`The agent is not told when to leave by ${id}.`, 'exits')),
  ...slots
    .filter(({ name }, at) => name !== '' && slots.findIndex((one) => one.name === name) !== at)
    .map(({ name }) => error(`Two answers are remembered as "${name}".`, 'slots')),
  ...(slots.some(({ name }) => name === '') ? [error('An answer is not remembered.', 'slots')] : []),
  ...slots
    .filter(({ kind, options }) => kind === 'choice' && options.length === 0)
    .map(({ name }) => error(`There is nothing to choose from for "${name}".`, 'slots')),
];
const RESERVED: ReadonlySet<string> = new Set(['handBack', 'turnLimit', 'noInput', 'failed']);

const checkVariables = ({ slots }: AgentConfig, settings: FlowSettings): ConfigProblem[] =>
  unfitSlots(slots, settings).map(({ name }) =>
    error(`The variable ${name} can hold no answer: it is declared as something else.`, 'slots'),
  );

const error = (message: string, field: string): ConfigProblem => ({ severity: 'error', message, field });
const warning = (message: string, field: string): ConfigProblem => ({ severity: 'warning', message, field });
