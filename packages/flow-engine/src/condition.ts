import type { Json } from '@callwright/protocol';
import { z } from 'zod';

/**
 * How a variable is compared; text compares without regard to case and outer punctuation. Numbers compare as numbers,
 * unless they are written as no number is: with zeros or a plus in front. Nothing contains or starts with an empty text.
 */
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
/** One of them. */
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
  switch (how) {
    case 'equals':
      return sameValue(text, wanted);
    case 'notEquals':
      return !sameValue(text, wanted);
    case 'contains':
      return wanted !== '' && text.includes(wanted);
    case 'startsWith':
      return wanted !== '' && text.startsWith(wanted);
    case 'lessThan':
      return areQuantities(text, wanted) && Number(text) < Number(wanted);
    case 'greaterThan':
      return areQuantities(text, wanted) && Number(text) > Number(wanted);
    case 'isSet':
      return isSet(left);
    case 'isNotSet':
      return !isSet(left);
  }
};

const isSet = (value: Json | undefined) =>
  value !== undefined && value !== null && (typeof value !== 'string' || value.trim() !== '');

// Recognisers add full stops and capitals: "Yes." is yes.
const normalise = (value: Json | undefined): string => {
  if (value === undefined || value === null) return '';
  return trimMarks(typeof value === 'object' ? JSON.stringify(value) : String(value)).toLowerCase();
};

const OPENING_MARKS = ' \t\n\r"\'¿¡';
const CLOSING_MARKS = ' \t\n\r"\'.,;:!?';

// Not a pattern: one would look at a long run of marks again from each of them.
const trimMarks = (text: string): string => {
  let from = 0;
  let to = text.length;
  while (from < to && OPENING_MARKS.includes(text.charAt(from))) from += 1;
  while (to > from && CLOSING_MARKS.includes(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
};

// Codes and phone numbers are text: 0012 is not 12, and more digits than a number holds do not become equal.
const sameValue = (a: string, b: string) => (isPlainNumber(a) && isPlainNumber(b) ? Number(a) === Number(b) : a === b);
const isPlainNumber = (text: string) => text.length <= 15 && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text);

const areQuantities = (a: string, b: string) => isQuantity(a) && isQuantity(b);
const isQuantity = (text: string) => /^[+-]?\d+(\.\d+)?$/.test(text);
