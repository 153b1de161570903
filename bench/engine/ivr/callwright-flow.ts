import { drawFlow } from '@callwright/flow-engine/testing';
import { choices, INTER_DIGIT_MS, LANGUAGE, MENU_TIMEOUT_MS, RETRIES, words } from './words.js';

/** The five-step IVR of the bench's README as a flow. */
export const callwrightFlow = () =>
  drawFlow({
    steps: {
      greet: ['say', { text: 'Hello {{ call.from }}, welcome to the clinic.' }],
      menu: [
        'menu',
        {
          prompt: words.menu,
          answers: choices.map(({ id, keys }) => ({ id, key: keys })),
          saveAs: 'wish',
          noInputPrompt: words.noInput,
          noInputRetries: RETRIES,
          noMatchPrompt: words.noMatch,
          noMatchRetries: RETRIES,
          timeoutMs: MENU_TIMEOUT_MS,
          interDigitMs: INTER_DIGIT_MS,
        },
      ],
      route: [
        'branch',
        {
          rules: [{ id: 'billing', comparisons: [{ variable: 'wish.choice', operator: 'equals', value: 'billing' }] }],
        },
      ],
      booking: ['set', { assignments: remembered('an appointment', '1') }],
      billing: ['set', { assignments: remembered('your bill', '2') }],
      goodbye: [
        'hangup',
        { text: 'Thank you. We will call {{ call.from }} about {{ topic | default: "your wish" }}.' },
      ],
    },
    lines: [
      ['greet', 'done', 'menu'],
      ['menu', 'booking', 'route'],
      ['menu', 'billing', 'route'],
      ['menu', 'noInput', 'goodbye'],
      ['menu', 'noMatch', 'goodbye'],
      ['route', 'billing', 'billing'],
      ['route', 'otherwise', 'booking'],
      ['booking', 'done', 'goodbye'],
      ['billing', 'done', 'goodbye'],
    ],
    settings: { language: LANGUAGE },
  });

const remembered = (topic: string, queue: string) => [
  { name: 'topic', value: topic, kind: 'text' },
  { name: 'note', value: '{{ call.from }} pressed {{ wish.said }}', kind: 'text' },
  { name: 'queue', value: queue, kind: 'number' },
];
