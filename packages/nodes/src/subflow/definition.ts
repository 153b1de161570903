import {
  type ConfigProblem,
  defineNodeType,
  type FieldMeta,
  templateProblem,
  templateReads,
} from '@callwright/flow-engine';
import { z } from 'zod';
import { line } from '../shared/fields.js';

const name = z
  .string()
  .regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,63}$|^$/, 'Letters, digits and _ only, and no digit first.')
  .default('');

/** What the called flow is given: one of its inputs, and a template for it. */
export const subflowInput = z.object({ name, value: z.string().max(2000).default('') });
/** What it gives back: one of its outputs, and the own variable that takes it. */
export const subflowOutput = z.object({ name, saveAs: name });

/** What a subflow node is set to. */
export const SubflowConfig = z.object({
  flow: line('Flow', '', { widget: 'flow', help: 'The flow that runs here.' }, 64),
  version: z
    .number()
    .int()
    .min(1)
    .nullable()
    .default(null)
    .meta({
      title: 'Version',
      help: 'The latest is that of when the call begins. A pinned one stays whatever is published after it.',
      section: 'does',
      widget: 'subflow',
    } satisfies FieldMeta),
  inputs: z
    .array(subflowInput)
    .max(100)
    .default([])
    .meta({
      title: 'It is given',
      help: 'Its inputs, and what they are. A variable alone is handed over as it is, lists and secrets too.',
      section: 'does',
      widget: 'mappings',
    } satisfies FieldMeta),
  outputs: z
    .array(subflowOutput)
    .max(100)
    .default([])
    .meta({
      title: 'It gives back',
      help: 'Its outputs, and what to remember them as.',
      section: 'does',
      widget: 'mappings',
    } satisfies FieldMeta),
  outcomes: z
    .array(z.string().min(1).max(64))
    .min(1)
    .max(50)
    .default(['done'])
    .meta({
      title: 'What may come of it',
      help: 'The outcomes by which it returns; one that does not say so is done.',
      section: 'does',
      widget: 'texts',
    } satisfies FieldMeta),
});
export type SubflowConfig = z.infer<typeof SubflowConfig>;

/** Own variables by the outputs they take. */
export const outputsOf = ({ outputs }: SubflowConfig): Readonly<Record<string, string>> =>
  Object.fromEntries(
    outputs.filter((one) => one.name !== '' && one.saveAs !== '').map((one) => [one.saveAs, one.name]),
  );

/** The key of the flow in a library; null while none is chosen. */
const keyOf = ({ flow, version }: SubflowConfig): string | null => {
  if (flow === '') return null;
  return version === null ? flow : `${flow}@${version}`;
};

/** Runs another flow, then goes on. */
export const definition = defineNodeType<SubflowConfig>({
  type: 'subflow',
  version: 1,
  title: 'Runs a flow',
  action: 'Run another flow',
  description: 'Runs another flow and goes on by what comes of it.',
  family: 'connect',
  icon: 'workflow',
  config: SubflowConfig,
  exits: ({ outcomes }) => [
    ...outcomes.map((outcome) => ({
      name: outcome,
      label: outcome === 'done' ? 'Then' : outcome,
      kind: 'next' as const,
    })),
    { name: 'failed', label: 'Something fails', kind: 'failure' },
  ],
  summary: (config) => keyOf(config) ?? '?',
  check: (config) => [
    ...(config.flow === '' ? [problem('It does not say which flow.', 'flow')] : []),
    ...config.inputs.flatMap(checkInput),
    ...config.outputs.flatMap((one) =>
      one.name === '' || one.saveAs === '' ? [problem('An output is not filled in.', 'outputs')] : [],
    ),
    ...(config.outcomes.includes('failed')
      ? [problem('"failed" is the way out for what goes wrong: no outcome may be called so.', 'outcomes')]
      : []),
  ],
  outcomes: (config) => {
    const sets = Object.fromEntries(Object.keys(outputsOf(config)).map((own) => [own, { is: 'any' as const }]));
    return [...config.outcomes.map((exit) => ({ exit, sets })), { exit: 'failed' }];
  },
  reads: ({ inputs }) =>
    inputs.flatMap(({ value }) => templateReads(value).flatMap(({ path, hasDefault }) => (hasDefault ? [] : [path]))),
  subflow: keyOf,
  passes: (config) => ({
    inputs: Object.fromEntries(config.inputs.map(({ name, value }) => [name, value])),
    outputs: outputsOf(config),
  }),
});

const problem = (message: string, field: string): ConfigProblem => ({ severity: 'error', message, field });

const checkInput = (input: SubflowConfig['inputs'][number]): ConfigProblem[] => {
  const message = input.name === '' ? 'An input has no name.' : templateProblem(input.value);
  return message === null ? [] : [problem(message, 'inputs')];
};
