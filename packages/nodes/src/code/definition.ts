import { type ConfigProblem, defineNodeType, type Outcome, type Written } from '@callwright/flow-engine';
import { type FlowSettings, variableName } from '@callwright/protocol';
import { z } from 'zod';
import { milliseconds, saveAs } from '../shared/fields.js';
import { sampleAnswer } from '../shared/sample-answer.js';
import { mapping, mappingProblems } from '../shared/value-fields.js';

const EXAMPLE = `// Variables are fields of "input"; what is returned can be remembered.
return { total: 1 + 1 };
`;

/** What a code node is set to. */
export const CodeConfig = z.object({
  source: z.string().max(50_000).default(EXAMPLE).meta({
    title: 'JavaScript',
    help: 'The inside of a function. It has no network, no clock and no chance: the same variables give the same result.',
    section: 'does',
    widget: 'code',
  }),
  inputs: z.array(variableName).max(100).default([]).meta({
    title: 'Variables it sees',
    help: 'Empty: all of them.',
    section: 'does',
    widget: 'texts',
  }),
  saveAs: saveAs('Remember the whole result as', '', { section: 'does' }),
  results: z.array(mapping).max(100).default([]).meta({
    title: 'Remember of the result',
    help: 'Where it is (items.0.id), and the variable for it.',
    section: 'does',
    widget: 'mappings',
  }),
  timeoutMs: milliseconds('Give up after', 1_000, [10, 10_000]),
  saveErrorAs: saveAs('Remember what failed as', 'codeError', { help: 'In words, for who wrote the code.' }),
});
export type CodeConfig = z.infer<typeof CodeConfig>;

/** Runs an author's JavaScript. */
export const definition = defineNodeType<CodeConfig>({
  type: 'code',
  version: 1,
  title: 'Runs code',
  action: 'Run JavaScript',
  description: 'Runs a piece of JavaScript with the variables of the call, and remembers what it returns.',
  family: 'data',
  icon: 'braces',
  config: CodeConfig,
  exits: () => [
    { name: 'done', label: 'Then', kind: 'next' },
    { name: 'failed', label: 'Something fails', kind: 'failure' },
  ],
  summary: ({ source }) =>
    source
      .split('\n')
      .find((one) => !/^\s*(\/\/|$)/.test(one))
      ?.trim() ?? '',
  check: ({ source, results }) => [
    ...(source.trim() === '' ? [problem('There is no code.')] : []),
    ...mappingProblems(results, 'results'),
  ],
  reads: ({ inputs }) => inputs,
  outcomes: (config, settings) => outcomesOf(config, settings),
});

const problem = (message: string): ConfigProblem => ({ severity: 'error', message, field: 'source' });

const outcomesOf = (config: CodeConfig, settings: FlowSettings): readonly Outcome[] => {
  const { results, saveAs: whole, saveErrorAs } = config;
  const required = results.filter(({ isOptional }) => !isOptional);
  const done = (isFull: boolean): Outcome => ({
    exit: 'done',
    by: [{ code: { value: sampleAnswer(isFull ? results : required, settings) } }],
    sets: named([
      [saveErrorAs, UNSET],
      ...results.map(({ as, isOptional }) => [as, isFull || !isOptional ? ANY : UNSET] as const),
      [whole, ANY],
    ]),
  });
  return [
    done(true),
    ...(required.length === results.length ? [] : [done(false)]),
    { exit: 'failed', by: [{ code: { error: 'Error: it went wrong' } }], sets: named([[saveErrorAs, TEXT]]) },
  ];
};

const ANY: Written = { is: 'any' };
const TEXT: Written = { is: 'any', of: 'text' };
const UNSET: Written = { is: 'value', value: null };

const named = (written: readonly (readonly [name: string, what: Written])[]): NonNullable<Outcome['sets']> =>
  Object.fromEntries(written.filter(([name]) => name !== ''));
