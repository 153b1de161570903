import type { Json } from '@callwright/protocol';
import {
  containsValue,
  endsWithValue,
  isOneOf,
  isSameValue,
  isTrue,
  orderOf,
  quantityOf,
  startsWithValue,
} from './comparing.js';
import type { ArithmeticSign, ComparisonSign, Expression } from './expression.js';
import { callFunction, type MomentOfCall } from './functions.js';
import { type Path, readPath, type Variables } from './path.js';

/** What an expression sees: the variables, and the time the engine was given, without which it knows none. */
export type ExpressionScope = { readonly vars: Variables; readonly moment?: MomentOfCall };

/** A value nobody knows yet: whatever depends on it is not known either. */
export const UNKNOWN: unique symbol = Symbol('unknown');
/** A value as far as it is known; undefined is a variable that is not set. */
export type Maybe = Json | undefined | typeof UNKNOWN;

/** Where an expression's values come from. */
export type Lookup = { readonly at: (path: Path) => Maybe; readonly moment: MomentOfCall | null | typeof UNKNOWN };

/**
 * The value of an expression. Never throws: what cannot be reckoned, as a text times two, is null, and a comparison
 * with it is false unless it asks for null. `and`, `or` and `not` take for true what {@link isTrue} does.
 */
export const evaluateExpression = (expression: Expression, { vars, moment }: ExpressionScope): Json => {
  const value = evaluateWith(expression, { at: (path) => readPath(vars, path), moment: moment ?? null });
  return value === undefined || value === UNKNOWN ? null : value;
};

/**
 * The value of an expression of which some variables are unknown; when the result is known, it is the same whatever
 * the unknown ones are.
 */
export const evaluateWith = (expression: Expression, lookup: Lookup): Maybe => {
  switch (expression.kind) {
    case 'value':
      return expression.value;
    case 'path':
      return lookup.at(expression.path);
    case 'list':
      return known(expression.items, lookup, (items) => items.map((item) => item ?? null));
    case 'all':
      return joined(expression.of, lookup, false);
    case 'any':
      return joined(expression.of, lookup, true);
    case 'not':
      return known([expression.of], lookup, ([value]) => !isTrue(value));
    case 'negative':
      return known([expression.of], lookup, ([value]) => calculate('-', 0, value));
    case 'compare':
      return known([expression.left, expression.right], lookup, ([left, right]) => holds[expression.sign](left, right));
    case 'arithmetic':
      return known([expression.left, expression.right], lookup, ([left, right]) =>
        calculate(expression.sign, left, right),
      );
    case 'call':
      if (functionsOfTime.has(expression.name) && lookup.moment === UNKNOWN) return UNKNOWN;
      return known(expression.args, lookup, (args) =>
        callFunction(expression.name, args, lookup.moment === UNKNOWN ? null : lookup.moment),
      );
  }
};
const functionsOfTime: ReadonlySet<string> = new Set(['today', 'weekday', 'timeOfDay']);

type Values = readonly (Json | undefined)[];

const known = (parts: readonly Expression[], lookup: Lookup, use: (values: Values) => Json): Maybe => {
  const values: (Json | undefined)[] = [];
  for (const part of parts) {
    const value = evaluateWith(part, lookup);
    if (value === UNKNOWN) return UNKNOWN;
    values.push(value);
  }
  return use(values);
};

// One part may decide alone, also over parts that are not known.
const joined = (parts: readonly Expression[], lookup: Lookup, decisive: boolean): Maybe => {
  let isUnknown = false;
  for (const part of parts) {
    const value = evaluateWith(part, lookup);
    if (value === UNKNOWN) isUnknown = true;
    else if (isTrue(value) === decisive) return decisive;
  }
  return isUnknown ? UNKNOWN : !decisive;
};

type Comparing = (left: Json | undefined, right: Json | undefined) => boolean;
const ordered =
  (isRight: (order: number) => boolean): Comparing =>
  (left, right) => {
    const order = orderOf(left, right);
    return order !== null && isRight(order);
  };
const holds: Readonly<Record<ComparisonSign, Comparing>> = {
  '==': isSameValue,
  '!=': (left, right) => !isSameValue(left, right),
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
  in: isOneOf,
  contains: containsValue,
  startsWith: startsWithValue,
  endsWith: endsWithValue,
};

const calculate = (sign: ArithmeticSign, left: Json | undefined, right: Json | undefined): number | null => {
  const a = quantityOf(left);
  const b = quantityOf(right);
  if (a === null || b === null) return null;
  const result = arithmetic[sign](a, b);
  // Fifteen digits are what a number holds: 0.1 + 0.2 is 0.3.
  return Number.isFinite(result) ? Number(result.toPrecision(15)) : null;
};
const arithmetic: Readonly<Record<ArithmeticSign, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};
