import { z } from 'zod';
import { expressionOf } from './condition-expression.js';
import { isTrue } from './expression/comparing.js';
import { evaluateExpression } from './expression/evaluate-expression.js';
import type { MomentOfCall } from './expression/functions.js';
import { MAX_EXPRESSION_LENGTH } from './expression/parse-expression.js';
import type { Variables } from './expression/path.js';

/**
 * How a variable is compared; text compares without regard to case and outer punctuation. Numbers compare as numbers,
 * unless they are written as no number is: with zeros or a plus in front. Less and more also know dates (`2026-03-01`)
 * and times of day (`09:30`). A list contains its items. Nothing contains, starts or ends with an empty text. What has
 * no value is neither true nor false. The value of `isOneOf` is parts between commas.
 */
export const operator = z.enum([
  'equals',
  'notEquals',
  'contains',
  'notContains',
  'startsWith',
  'endsWith',
  'lessThan',
  'atMost',
  'greaterThan',
  'atLeast',
  'isOneOf',
  'isNotOneOf',
  'isTrue',
  'isFalse',
  'isSet',
  'isNotSet',
  'isEmpty',
  'isNotEmpty',
]);
/** One of them. */
export type Operator = z.infer<typeof operator>;

/** The operators that look at the variable alone. */
export const operatorsWithoutValue: ReadonlySet<Operator> = new Set([
  ...(['isTrue', 'isFalse', 'isSet', 'isNotSet', 'isEmpty', 'isNotEmpty'] as const),
]);

/**
 * One comparison. `variable` is a path: `order.total`, `order.items[0]`. `value` is what it is compared with, or, with
 * `valueFrom: 'variable'`, the path of another variable.
 */
export const comparison = z.object({
  variable: z.string().max(128).default(''),
  operator: operator.default('equals'),
  value: z.string().max(1000).default(''),
  valueFrom: z.enum(['text', 'variable']).optional(),
});
/** One of them. */
export type Comparison = z.infer<typeof comparison>;

/** Comparisons of which all, or any, must hold. */
export const comparisonGroup = z.object({
  match: z.enum(['all', 'any']).default('all'),
  comparisons: z.array(comparison).max(50).default([]),
});
/** One of them. */
export type ComparisonGroup = z.infer<typeof comparisonGroup>;

/**
 * Comparisons, and groups of them that count as one each, of which all, or any, must hold. An `expression` that is not
 * blank decides in their place.
 */
export const condition = comparisonGroup.extend({
  groups: z.array(comparisonGroup).max(20).optional(),
  expression: z.string().max(MAX_EXPRESSION_LENGTH).optional(),
});
/** One of them. */
export type Condition = z.infer<typeof condition>;

/**
 * Whether a condition holds. One without comparisons does not, and neither does one whose expression cannot be read.
 * Never throws. @param moment for expressions that ask for the time; without it they get no answer
 */
export const evaluateCondition = (one: Condition, vars: Variables, moment?: MomentOfCall): boolean =>
  isTrue(evaluateExpression(expressionOf(one), moment ? { vars, moment } : { vars }));
