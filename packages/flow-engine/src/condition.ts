import type { Json } from '@callwright/protocol';
import { z } from 'zod';

/** How a variable is compared; text compares without regard to case and outer punctuation. */
export const operator = z.enum([
  'equals',
  'notEquals',
  'contains',
  'startsWith',
  'lessThan',
  'greaterThan',
  'isSet',
  'isNotSet',
]);
export type Operator = z.infer<typeof operator>;

/** One comparison. `variable` is a path: `order.total`. */
export const comparison = z.object({
  variable: z.string().max(128).default(''),
  operator: operator.default('equals'),
  value: z.string().max(1000).default(''),
});
export type Comparison = z.infer<typeof comparison>;

/** Comparisons of which all, or any, must hold. */
export const condition = z.object({
  match: z.enum(['all', 'any']).default('all'),
  comparisons: z.array(comparison).max(50).default([]),
});
export type Condition = z.infer<typeof condition>;

/** Whether a condition holds. One without comparisons does not. */
export const evaluateCondition = ({ match, comparisons }: Condition, vars: Readonly<Record<string, Json>>): boolean => {
  if (comparisons.length === 0) return false;
  const holds = (one: Comparison) => compare(readPath(vars, one.variable), one);
  return match === 'all' ? comparisons.every(holds) : comparisons.some(holds);
};

/** The value at a dotted path, or undefined. */
export const readPath = (vars: Readonly<Record<string, Json>>, path: string): Json | undefined => {
  let value: Json | undefined = vars;
  for (const key of path.split('.')) {
    if (value === null || typeof value !== 'object' || Array.isArray(value) || !Object.hasOwn(value, key))
      return undefined;
    value = (value as Readonly<Record<string, Json>>)[key];
  }
  return value;
};

const compare = (left: Json | undefined, { operator: how, value }: Comparison): boolean => {
  const text = normalise(left);
  const wanted = normalise(value);
  const tests = {
    equals: () => sameValue(text, wanted),
    notEquals: () => !sameValue(text, wanted),
    contains: () => text.includes(wanted),
    startsWith: () => text.startsWith(wanted),
    lessThan: () => bothNumbers(text, wanted) && Number(text) < Number(wanted),
    greaterThan: () => bothNumbers(text, wanted) && Number(text) > Number(wanted),
    isSet: () => text !== '',
    isNotSet: () => text === '',
  } satisfies Record<Operator, () => boolean>;
  return tests[how]();
};

// Recognisers add full stops and capitals: "Yes." is yes.
const normalise = (value: Json | undefined): string => {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text
    .trim()
    .toLowerCase()
    .replace(/^[\s"'¿¡]+|[\s"'.,;:!?]+$/g, '');
};
const bothNumbers = (a: string, b: string) =>
  a !== '' && b !== '' && Number.isFinite(Number(a)) && Number.isFinite(Number(b));
const sameValue = (a: string, b: string) => (bothNumbers(a, b) ? Number(a) === Number(b) : a === b);
