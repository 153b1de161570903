import type { FlowLibrary, FlowScript } from '@callwright/flow-engine';
import { FLOW_SCHEMA, flowDefinition, type Json } from '@callwright/protocol';

/** A step as tests put it into flows. */
export type SampleStep = {
  readonly type: string;
  readonly config: Readonly<Record<string, Json>>;
  /** What is so before a call, by turns, where that decides which way it takes. */
  readonly given?: readonly Partial<FlowScript['given']>[];
  /** Callers and worlds besides those its outcomes tell of. */
  readonly more?: readonly FlowScript['when'][];
};

/** Languages and variables of the flows the samples are for. */
export const sampleSettings = {
  language: 'en-US',
  languages: ['de-DE'],
  variables: [
    { name: 'pin', type: 'secret' as const },
    { name: 'seats', type: 'number' as const },
  ],
};

/** The flow that samples call: it returns by the outcome it is given, fails when that is `failed`, or calls itself. */
export const sampleLibrary: FlowLibrary = new Map([
  [
    'sample',
    flowDefinition.parse({
      schema: FLOW_SCHEMA,
      start: 'which',
      nodes: [
        {
          id: 'which',
          type: 'switch',
          name: 'which',
          config: {
            value: '{{ way }}',
            cases: [
              { id: 'odd', values: ['odd'] },
              { id: 'failed', values: ['failed'] },
              { id: 'again', values: ['again'] },
            ],
          },
        },
        { id: 'odd', type: 'return', name: 'odd', config: { outcome: 'odd' } },
        {
          id: 'fails',
          type: 'set',
          name: 'fails',
          config: { assignments: [{ name: 'n', operation: 'increase', value: 'x' }] },
        },
        {
          id: 'again',
          type: 'subflow',
          name: 'again',
          config: { flow: 'sample', inputs: [{ name: 'way', value: '{{ way }}' }] },
        },
        { id: 'back', type: 'return', name: 'back', config: {} },
      ],
      edges: [
        { from: 'which', exit: 'odd', to: 'odd' },
        { from: 'which', exit: 'failed', to: 'fails' },
        { from: 'which', exit: 'again', to: 'again' },
        { from: 'which', exit: 'otherwise', to: 'back' },
      ],
      settings: { variables: [{ name: 'way', type: 'text', input: true }], outcomes: ['odd'] },
    }),
  ],
]);

const vars = (...all: readonly Readonly<Record<string, Json>>[]): SampleStep['given'] =>
  all.map((variables) => ({ variables: { ...variables } }));
const at = (...times: readonly string[]): SampleStep['given'] => times.map((time) => ({ time }));

const answers: Json = [
  { id: 'sales', label: 'Sales', key: '1', phrases: { en: ['sales', 'buy'], de: ['Verkauf'] } },
  { id: 'mars', label: 'Mars', key: '12', phrases: ['Mars, please'] },
  { id: 'words', label: 'Words', key: '', phrases: ['only words'] },
];
const keys: Json = [
  { id: 'one', label: '', key: '1', phrases: [] },
  { id: 'two', label: '', key: '12', phrases: [] },
];
const fullPad: Json = [...'1234567890*#'].map((key) => ({ id: `k${key}`, label: '', key, phrases: [] }));

const talks = { line: { outcome: 'answered' as const, talkMs: 60_000 } };

const questions: readonly SampleStep[] = [
  { type: 'menu', config: { prompt: 'Well?', answers, saveAs: 'x', acceptsSpeech: true } },
  { type: 'menu', config: { prompt: 'Well?', answers: keys, noMatchRetries: 0, noInputRetries: 1 } },
  { type: 'menu', config: { prompt: 'Well?', answers: keys, repeatKey: '*', noMatchPrompt: ['No.', 'Still no.'] } },
  { type: 'menu', config: { prompt: 'Well?', answers: fullPad, mayInterrupt: false } },
  { type: 'listen', config: { prompt: 'Well?', answers, saveAs: 'x' } },
  { type: 'listen', config: { prompt: 'Well?', answers, acceptsKeys: false } },
  ...['number', 'digits', 'date', 'time', 'yesNo', 'free'].flatMap((listensFor): readonly SampleStep[] => [
    { type: 'listen', config: { prompt: 'Well?', listensFor, saveAs: 'x' } },
    { type: 'listen', config: { prompt: 'Well?', listensFor, acceptsKeys: false } },
    ...(listensFor === 'free'
      ? []
      : [{ type: 'listen', config: { prompt: 'Well?', listensFor, acceptsSpeech: false } }]),
  ]),
  { type: 'collect', config: {} },
  { type: 'collect', config: { minDigits: 4, maxDigits: 4, saveCountAs: 'n', finishOnKey: '' } },
  { type: 'collect', config: { minDigits: 3, maxDigits: 6, finishOnKey: '', lengths: '5' } },
  { type: 'collect', config: { minDigits: 13, maxDigits: 19, hasCheckDigit: true } },
  { type: 'collect', config: { maxDigits: 2, lowest: 18, highest: 19 } },
  { type: 'collect', config: { maxDigits: 3, highest: 120, finishOnKey: '*' } },
  { type: 'collect', config: { isSecret: true, minDigits: 4, maxDigits: 8, lengths: '4, 8', saveAs: 'pin' } },
  { type: 'collect', config: { isSecret: true, minDigits: 1, maxDigits: 3, lengths: '3', saveAs: 'pin' } },
  { type: 'confirm', config: { prompt: 'Right?', saveAs: 'x' } },
  { type: 'confirm', config: { prompt: '{{ x }}?', acceptsSpeech: false, yesKey: '9', repeatKey: '8' } },
];

const slots: Json = [
  { name: 'date', kind: 'date' },
  { name: 'seats', kind: 'number' },
  { name: 'window', kind: 'boolean', isRequired: false },
  { name: 'kind', kind: 'choice', options: ['day', 'week'] },
  { name: 'at', kind: 'time', isRequired: false },
  { name: 'name' },
];
const agent: Readonly<Record<string, Json>> = {
  instructions: 'Sell tickets.',
  model: 'm1',
  exits: [
    { id: 'buy', label: 'Buy' },
    { id: 'help', label: 'Help', needsAnswers: false },
  ],
};
const agents: readonly SampleStep[] = [
  { type: 'agent', config: { ...agent, slots, saveTranscriptAs: 'said' } },
  { type: 'agent', config: { ...agent, greeting: '', fillerText: 'One moment.', fillerAfterMs: 200 } },
  { type: 'agent', config: { ...agent, acceptsSpeech: false, maxTurns: 1, noInputRetries: 0 } },
];

const voices: readonly SampleStep[] = [
  { type: 'say', config: { text: 'Hello {{ x }}, how are you?' } },
  { type: 'say', config: { text: 'Once more.', times: 3, mayInterrupt: true, interruptedBy: 'keys', speaker: 'kal' } },
  { type: 'play', config: { url: 'prompt:jingle' } },
  { type: 'play', config: { url: 'tone:beep', times: 2, seekMs: 100, mayInterrupt: true } },
  { type: 'wait', config: { waitMs: 900 } },
  { type: 'wait', config: { waitMs: 900, endsOnKey: true, sound: 'music', music: 'prompt:music' } },
  { type: 'voice', config: { language: '{{ wanted }}' }, given: vars({ wanted: 'de' }, { wanted: 'it' }) },
  { type: 'voice', config: { speaker: 'kal' } },
  { type: 'hangup', config: { text: 'Bye.', code: 603 } },
  { type: 'hangup', config: {} },
];

const connections: readonly SampleStep[] = [
  { type: 'transfer', config: { target: 'desk', timeoutMs: 2_000 } },
  { type: 'transfer', config: { target: 'desk', mode: 'attended', announce: 'A call.', saveAs: 'went' } },
  { type: 'transfer', config: { target: 'desk', mode: 'sip' } },
  { type: 'dial', config: { targets: [{ target: 'a' }, { target: 'b', timeoutMs: 5_000 }], saveAs: 'went' } },
  {
    type: 'dial',
    config: { targets: [{ target: 'a' }], order: 'oneAfterAnother', timeLimitMs: 4_000 },
    more: [[talks]],
  },
  { type: 'queue', config: { queue: 'sales', maxWaitMs: 20_000, announceEveryMs: 3_000, saveAs: 'went' } },
  { type: 'queue', config: { queue: 'sales', callbackKey: '1', maxWaitMs: 90_000 } },
  { type: 'queue', config: { queue: 'sales', callbackKey: '1', callbackQuestion: '', announcesAtOnce: false } },
  { type: 'conference', config: { room: 'team', leaveKey: '*', maxWaitMs: 5_000 } },
  { type: 'record', config: {} },
  { type: 'answer', config: {} },
  { type: 'whoAnswered', config: {} },
  { type: 'whoAnswered', config: { beepMs: 0 } },
  { type: 'sendKeys', config: { keys: '1,2' } },
  { type: 'voicemail', config: { emailTo: 'desk@shop.example' } },
  { type: 'voicemail', config: { hasReview: false, finishOnKey: '', minMs: 5_000, tooShortRetries: 0 } },
  { type: 'voicemail', config: { keepKey: '', saveAs: '', webhookUrl: 'https://shop.example', playsBeep: false } },
];

const services: readonly SampleStep[] = [
  { type: 'http', config: { url: 'https://shop.example/{{ x }}' } },
  {
    type: 'http',
    config: {
      url: 'https://shop.example',
      results: [
        { path: 'a.0.b', as: 'x' },
        { path: 'c', as: 'n', isOptional: true },
      ],
      ways: [{ id: 'gone', statuses: ['404', '410-415'] }],
      saveStatusAs: 'status',
      saveErrorAs: 'problem',
      fillerText: 'One moment.',
      fillerAfterMs: 200,
    },
  },
  { type: 'code', config: {} },
  {
    type: 'code',
    config: {
      results: [
        { path: 'a', as: 'x' },
        { path: 'b', as: 'n', isOptional: true },
      ],
      saveAs: 'all',
    },
  },
  { type: 'message', config: { text: 'Hello.' } },
  {
    type: 'message',
    config: { channel: 'webhook', to: 'https://shop.example', values: [{ name: 'x', value: '{{ x }}' }] },
  },
  { type: 'tag', config: { tags: [{ name: 'x', value: '{{ x }}' }], outcome: 'sold' } },
];

const decisions: readonly SampleStep[] = [
  {
    type: 'branch',
    config: { rules: [{ id: 'a', comparisons: [{ variable: 'x', operator: 'equals', value: 'A' }] }] },
    given: vars({ x: 'a' }, { x: 'b' }),
  },
  {
    type: 'switch',
    config: { value: '{{ x }}', cases: [{ id: 'a', values: ['Sales', 'x'] }] },
    given: vars({ x: 'sales' }, { x: 'b' }),
  },
  { type: 'set', config: { assignments: [{ name: 'x', value: '5', kind: 'number' }] } },
  {
    type: 'set',
    config: { assignments: [{ name: 'n', operation: 'increase', value: '{{ by }}' }] },
    given: vars({ by: 2 }, { by: 'two' }),
  },
  { type: 'loop', config: { times: 'n' }, given: vars({ n: 2 }, { n: 0 }) },
  { type: 'loop', config: { over: 'list', list: 'all', itemAs: 'x' }, given: vars({ all: ['a', 'b'] }, { all: [] }) },
  { type: 'split', config: { saveAs: 'x' }, given: Array.from({ length: 8 }, (_, seed) => ({ seed })) },
  {
    type: 'split',
    config: { isSticky: true },
    given: Array.from({ length: 8 }, (_, nth) => ({ from: `+1555010${nth}` })),
  },
  {
    type: 'hours',
    config: { hours: { holidays: [{ date: '01-06' }] }, saveAs: 'x' },
    given: at('2025-01-06T10:00', '2025-01-07T10:00', '2025-01-07T23:00'),
  },
  { type: 'goTo', config: { to: 'next' } },
  { type: 'note', config: { text: 'Why?' } },
  {
    type: 'subflow',
    config: { flow: 'sample', inputs: [{ name: 'way', value: '{{ way }}' }], outcomes: ['done', 'odd'] },
    given: vars({ way: 'done' }, { way: 'odd' }, { way: 'failed' }),
  },
  { type: 'return', config: { outcome: 'odd' } },
];

/** Steps of every type, in the ways they differ. */
export const sampleSteps: readonly SampleStep[] = [
  ...questions,
  ...agents,
  ...voices,
  ...connections,
  ...services,
  ...decisions,
];
