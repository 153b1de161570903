import { defineNodeType, templateProblem } from '@callwright/flow-engine';
import { z } from 'zod';

/** One thing to remember. */
const assignment = z.object({
  name: z
    .string()
    .regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,63}$|^$/, 'Letters, digits and _ only, and no digit first.')
    .default(''),
  value: z.string().max(2000).default(''),
  kind: z.enum(['text', 'number', 'boolean']).default('text'),
});
/** What is stored of it. */
export type Assignment = z.infer<typeof assignment>;

/** What a set node is set to. */
export const SetConfig = z.object({
  assignments: z
    .array(assignment)
    .max(50)
    .default([{ name: '', value: '', kind: 'text' }])
    .meta({ title: 'Remember', section: 'does', widget: 'assignments' }),
});
export type SetConfig = z.infer<typeof SetConfig>;

/** Remembers values for later steps. */
export const definition = defineNodeType<SetConfig>({
  type: 'set',
  version: 1,
  title: 'Remembers',
  action: 'Remember something',
  description: 'Keeps values for later steps of the call.',
  family: 'data',
  icon: 'bookmark',
  config: SetConfig,
  exits: () => [{ name: 'done', label: 'Then', kind: 'next' }],
  summary: ({ assignments }) => assignments.map(({ name, value }) => `${name || '?'} = ${value}`).join('; '),
  check: ({ assignments }) =>
    assignments.flatMap(({ name, value }) => {
      const message = name === '' ? 'A value has no name.' : templateProblem(value);
      return message === null ? [] : [{ severity: 'error' as const, message, field: 'assignments' }];
    }),
});
