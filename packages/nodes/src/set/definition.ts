import {
  type ConfigProblem,
  defineNodeType,
  type FieldMeta,
  isConstant,
  parseExpression,
  templateProblem,
} from '@callwright/flow-engine';
import { z } from 'zod';
import { type Assignment, assignment, readJson } from './assignment.js';
import { neededBy } from './needed.js';
import { outcomesOf } from './written.js';

/** What a set node is set to. */
export const SetConfig = z.object({
  assignments: z
    .array(assignment)
    .max(50)
    .default([{ name: '', value: '', kind: 'text', operation: 'set' }])
    .meta({ title: 'Remember', section: 'does', widget: 'assignments' } satisfies FieldMeta),
});
export type SetConfig = z.infer<typeof SetConfig>;

/** Remembers values for later steps. */
export const definition = defineNodeType<SetConfig>({
  type: 'set',
  version: 1,
  title: 'Remembers',
  action: 'Remember something',
  description: 'Keeps values for later steps of the call, counts, and collects lists.',
  family: 'data',
  icon: 'bookmark',
  config: SetConfig,
  exits: () => [
    { name: 'done', label: 'Then', kind: 'next' },
    { name: 'failed', label: 'Something fails', kind: 'failure' },
  ],
  summary: ({ assignments }) => assignments.map(describe).join('; '),
  check: ({ assignments }) => assignments.flatMap(checkOne),
  outcomes: ({ assignments }, settings) => outcomesOf(assignments, settings),
  reads: ({ assignments }) => {
    // One may use those above it, which are set by then.
    const written = new Set<string>();
    return assignments.flatMap((one) => {
      const needed = neededBy(one).filter((path) => !written.has(path.split(/[.[]/)[0] ?? path));
      written.add(one.name);
      return needed;
    });
  },
});

const describe = ({ name, value, operation }: Assignment): string => {
  const variable = name || '?';
  switch (operation) {
    case 'set':
      return `${variable} = ${value}`;
    case 'append':
      return `add ${value} to ${variable}`;
    case 'increase':
      return `${variable} + ${value.trim() || 1}`;
    case 'decrease':
      return `${variable} - ${value.trim() || 1}`;
    case 'remove':
      return `forget ${variable}`;
  }
};

const checkOne = (one: Assignment): ConfigProblem[] => {
  const message = one.name === '' ? 'A value has no name.' : valueProblem(one);
  return message === null ? [] : [{ severity: 'error', message, field: 'assignments' }];
};

const valueProblem = (one: Assignment): string | null => {
  const counts = one.operation === 'increase' || one.operation === 'decrease';
  if (one.operation === 'remove' || (counts && one.value.trim() === '')) return null;
  if (one.kind === 'expression') {
    const parsed = parseExpression(one.value);
    return parsed.ok ? null : parsed.problem.message;
  }
  return templateProblem(one.value) ?? (isConstant(one.value) ? constantProblem(one, counts) : null);
};

const constantProblem = ({ name, kind, value }: Assignment, counts: boolean): string | null => {
  if (counts) return Number.isNaN(Number(value)) ? `${name} is counted by "${value}", which is no number.` : null;
  return kind === 'json' && readJson(value) === null ? `The value for ${name} is no JSON.` : null;
};
