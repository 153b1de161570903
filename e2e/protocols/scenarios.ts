import type { FlowDocument } from '@callwright/protocol';
import { flowOf } from '../support/flows.js';

/** What the caller does when the call has come to a step. */
export type ScriptLine = { readonly at: string } & ({ readonly says: string } | { readonly presses: string });

/** A flow, what a caller does in it, and what must have come of it whatever protocol they called by. */
export type Scenario = {
  readonly name: string;
  readonly document: FlowDocument;
  readonly script: readonly ScriptLine[];
  readonly path: readonly string[];
  readonly variables: Readonly<Record<string, unknown>>;
};

/** Short, so that many calls take little time. */
const prompts = {
  main: 'Billing or opening hours?',
  number: 'Your number, please.',
  billing: 'It has been paid.',
  hours: 'We are open.',
  noInput: 'Nobody is there.',
  noMatch: 'I do not understand.',
} as const;

const menu = {
  ...{ acceptsSpeech: true, timeoutMs: 15_000, noInputRetries: 0, noMatchRetries: 0, prompt: prompts.main },
  answers: [
    { id: 'billing', label: 'Billing', key: '2', phrases: ['billing'] },
    { id: 'hours', label: 'Hours', key: '3', phrases: ['opening hours'] },
  ],
  saveAs: 'wish',
};
const otherwise = (['noInput', 'noMatch'] as const).map((exit) => ['main', exit, 'lost'] as const);
const lost = ['hangup', { text: prompts.noMatch }] as const;

/** Understands a word, remembers it, and says the answer. */
const words: Scenario = {
  name: 'words',
  document: flowOf(
    'main',
    {
      main: ['menu', menu],
      note: ['set', { assignments: [{ name: 'topic', value: 'money', kind: 'text', operation: 'set' }] }],
      billing: ['hangup', { text: prompts.billing }],
      hours: ['hangup', { text: prompts.hours }],
      lost,
    },
    [['main', 'billing', 'note'], ['note', 'done', 'billing'], ['main', 'hours', 'hours'], ...otherwise],
  ),
  script: [{ at: 'main', says: 'billing' }],
  path: ['main', 'note', 'billing'],
  variables: { wish: { choice: 'billing' }, topic: 'money' },
};

/** Understands keys: one of a menu, then a row of them. */
const keys: Scenario = {
  name: 'keys',
  document: flowOf(
    'main',
    {
      main: ['menu', { ...menu, acceptsSpeech: false }],
      number: ['collect', { prompt: prompts.number, saveAs: 'number', minDigits: 3, maxDigits: 3, timeoutMs: 15_000 }],
      billing: ['hangup', { text: prompts.billing }],
      lost,
    },
    [
      ...[['main', 'hours', 'number'] as const, ['main', 'billing', 'billing'] as const, ...otherwise],
      ...[['number', 'digits', 'billing'] as const, ['number', 'noInput', 'lost'] as const],
    ],
  ),
  script: [
    { at: 'main', presses: '3' },
    { at: 'number', presses: '471' },
  ],
  path: ['main', 'number', 'billing'],
  variables: { wish: { choice: 'hours' }, number: '471' },
};

/** Nobody says anything, and what cannot be done is gone on from. */
const silence: Scenario = {
  name: 'silence',
  document: flowOf(
    'main',
    {
      main: ['menu', { ...menu, timeoutMs: 1200 }],
      pass: ['transfer', { target: 'nobody-is-here', timeoutMs: 1500 }],
      bye: ['hangup', { text: prompts.noInput }],
      lost,
    },
    [
      ...[['main', 'noInput', 'pass'] as const, ['main', 'noMatch', 'lost'] as const],
      ...(['billing', 'hours'] as const).map((exit) => ['main', exit, 'lost'] as const),
      ...(['ended', 'noAnswer', 'busy', 'failed'] as const).map((exit) => ['pass', exit, 'bye'] as const),
    ],
  ),
  script: [],
  path: ['main', 'pass', 'bye'],
  variables: {},
};

/** Played on every protocol in every run. */
export const scenarios: readonly Scenario[] = [words, keys, silence];
