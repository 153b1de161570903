import {
  ALWAYS,
  type Condition,
  type ConfigProblem,
  defineNodeType,
  type FieldMeta,
  soleVariable,
} from '@callwright/flow-engine';
import { z } from 'zod';
import { line } from '../shared/fields.js';

/** One way, and the values for which it is taken. */
export const switchCase = z.object({
  id: z.string().min(1).max(64),
  label: z.string().max(120).default(''),
  values: z.array(z.string().max(500)).max(100).default([]),
});
/** One of them. */
export type SwitchCase = z.infer<typeof switchCase>;

/** What a switch is set to. */
export const SwitchConfig = z.object({
  value: line('Look at', '', {
    template: true,
    help: 'A variable, or a text with variables. Capitals and full stops do not matter.',
  }),
  cases: z
    .array(switchCase)
    .max(100)
    .default([{ id: 'first', label: '', values: [''] }])
    .meta({
      title: 'Ways',
      help: 'Each with the values for which it is taken. The first that fits is.',
      section: 'does',
      widget: 'branches',
    } satisfies FieldMeta),
});
export type SwitchConfig = z.infer<typeof SwitchConfig>;

/** Where a text that is no variable stands while it is compared. */
const TEXT = 'text';

/** The variable a switch looks at, when it looks at nothing else. */
export const variableOf = ({ value }: Pick<SwitchConfig, 'value'>): string | null => soleVariable(value);

/** When each way is taken; `variable` is where the value is found. */
export const conditionsOf = (config: SwitchConfig): readonly { readonly exit: string; readonly when: Condition }[] => {
  const known = conditions.get(config);
  if (known) return known;
  const variable = variableOf(config) ?? TEXT;
  const fresh = config.cases.map(({ id, values }) => ({
    exit: id,
    when: {
      match: 'any' as const,
      comparisons: values.map((value) => ({ variable, operator: 'equals' as const, value })),
    },
  }));
  conditions.set(config, fresh);
  return fresh;
};
const conditions = new WeakMap<SwitchConfig, readonly { readonly exit: string; readonly when: Condition }[]>();

/** The variables the conditions see when a text is compared. */
export const textAsVariable = (text: string): { readonly [TEXT]: string } => ({ [TEXT]: text });

/** Goes on by one value. */
export const definition = defineNodeType<SwitchConfig>({
  type: 'switch',
  version: 1,
  title: 'Sorts',
  action: 'Sort by a value',
  description: 'Compares one value with several and takes the way of the one it is.',
  family: 'decide',
  icon: 'list-tree',
  config: SwitchConfig,
  exits: ({ cases }) => [
    ...cases.map(({ id, label, values }) => ({ name: id, label: label || valuesIn(values), kind: 'choice' as const })),
    { name: 'otherwise', label: 'Otherwise', kind: 'next' },
  ],
  summary: ({ value, cases }) => `${value || '?'}: ${cases.map((one) => one.label || valuesIn(one.values)).join('; ')}`,
  check: (config) => [...checkValue(config), ...config.cases.flatMap(checkCase), ...checkRepeats(config)],
  outcomes: (config) => {
    // A text made of several variables is no condition: each way may be taken.
    if (variableOf(config) === null) return [...config.cases.map(({ id }) => ({ exit: id })), { exit: 'otherwise' }];
    return [...conditionsOf(config), { exit: 'otherwise', when: ALWAYS }];
  },
});

const valuesIn = (values: readonly string[]) => values.filter((value) => value !== '').join(', ') || '?';

const checkValue = ({ value }: SwitchConfig): ConfigProblem[] =>
  value.trim() === '' ? [{ severity: 'error', message: 'It does not say what it looks at.', field: 'value' }] : [];

const checkCase = (one: SwitchCase): ConfigProblem[] => {
  if (one.values.some((value) => value.trim() !== '')) return [];
  const message = `"${one.label || 'A way'}": It has no value to be taken for.`;
  return [{ severity: 'error', message, field: 'cases' }];
};

const checkRepeats = ({ cases }: SwitchConfig): ConfigProblem[] => {
  const all = cases.flatMap(({ values }) => [...new Set(values.map((value) => value.trim().toLowerCase()))]);
  const repeated = new Set(all.filter((value, at) => value !== '' && all.indexOf(value) !== at));
  return [...repeated].map((value) => ({
    severity: 'warning',
    message: `"${value}" is given to two ways: the first is taken.`,
    field: 'cases',
  }));
};
