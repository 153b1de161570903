import {
  ALWAYS,
  formatExpression,
  isConstant,
  NEVER,
  type Outcome,
  readsOf,
  templateReads,
  type Written,
} from '@callwright/flow-engine';
import type { FlowSettings } from '@callwright/protocol';
import { typedValue } from './assign.js';
import { type Assignment, amountOf, counted, expressionIn } from './assignment.js';
import { type Failure, failureOf, mayBeNoJson } from './failing.js';

/** What may come of assignments: they are all done, or one of them cannot be. */
export const outcomesOf = (
  all: readonly Assignment[],
  { variables }: Pick<FlowSettings, 'variables'>,
): readonly Outcome[] => {
  const types = new Map(variables.map(({ name, type }) => [name, type]));
  const named = all.filter(({ name }) => name !== '');
  // An assignment that uses what one above it wrote is not known from the variables before the step.
  const known = named.map((one, at) => !usesAny(one, new Set(named.slice(0, at).map(({ name }) => name))));
  const sets = Object.fromEntries(named.map((one, at) => [one.name, known[at] ? writtenBy(one) : any]));
  const failing = named.map((one, at) => failureOf(one, known[at] === true, types.get(one.name)));
  return [...failures(failing), { exit: 'done', when: ALWAYS, sets }];
};

const any: Written = { is: 'any' };

const usesAny = (one: Assignment, written: ReadonlySet<string>): boolean => {
  if (one.operation === 'remove' || written.size === 0) return false;
  const expression = one.kind === 'expression' ? expressionIn(one) : null;
  const reads = expression ? readsOf(expression) : templateReads(one.value).map(({ path }) => path);
  const own = one.operation === 'set' ? [] : [one.name];
  return [...own, ...reads.map((path) => path.split(/[.[]/)[0] ?? path)].some((name) => written.has(name));
};

const writtenBy = (one: Assignment): Written => {
  switch (one.operation) {
    case 'set':
      return writtenBySet(one);
    case 'append':
      return any;
    case 'remove':
      return { is: 'value', value: null };
    default: {
      const amount = amountOf(one);
      return amount ? { is: 'expression', expression: formatExpression(counted(one, amount)) } : any;
    }
  }
};

const writtenBySet = (one: Assignment): Written => {
  if (one.kind === 'expression') return { is: 'expression', expression: one.value };
  if (isConstant(one.value)) return mayBeNoJson(one) ? any : { is: 'value', value: typedValue(one, one.value) };
  return one.kind === 'text' || one.kind === 'number' ? { is: 'template', template: one.value } : any;
};

const failures = (all: readonly Failure[]): readonly Outcome[] => {
  const certain = all.flatMap((one) => (one === null || one === 'unknown' ? [] : [{ exit: 'failed', when: one }]));
  if (all.includes('unknown')) return [...certain, { exit: 'failed' }];
  return certain.length > 0 ? certain : [{ exit: 'failed', when: NEVER }];
};
