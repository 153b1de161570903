import type { Comparison, ComparisonGroup, Condition, Operator } from './condition.js';
import { commaParts, quantityOf } from './expression/comparing.js';
import type { ComparisonSign, Expression } from './expression/expression.js';
import { isName, type Path, parsePath } from './expression/path.js';

/** Sizes the schema of a condition allows. */
const MAX_COMPARISONS = 50;
const MAX_GROUPS = 20;
const MAX_VARIABLE_LENGTH = 128;
const MAX_VALUE_LENGTH = 1000;

/**
 * The comparisons that mean the same as an expression, for people who build a condition without syntax; null when it
 * needs more: reckoning, functions, three levels, one value compared with another.
 */
export const toCondition = (expression: Expression): Condition | null => {
  const single = toComparison(expression);
  if (single) return { match: 'all', comparisons: [single] };
  if (!isJoined(expression)) return null;
  const comparisons = expression.of.flatMap((part) => toComparison(part) ?? []);
  const groups = expression.of.flatMap((part) => (toComparison(part) ? [] : (toGroup(part) ?? [])));
  const isWhole = comparisons.length + groups.length === expression.of.length;
  const fits = comparisons.length <= MAX_COMPARISONS && groups.length <= MAX_GROUPS;
  if (!isWhole || !fits) return null;
  return { match: expression.kind, comparisons, ...(groups.length > 0 && { groups }) };
};

const isJoined = (part: Expression): part is Extract<Expression, { kind: 'all' | 'any' }> =>
  (part.kind === 'all' || part.kind === 'any') && part.of.length > 0;

const toGroup = (part: Expression): ComparisonGroup | null => {
  if (!isJoined(part)) return null;
  const comparisons = part.of.flatMap((one) => toComparison(one) ?? []);
  const isWhole = comparisons.length === part.of.length && comparisons.length <= MAX_COMPARISONS;
  return isWhole ? { match: part.kind, comparisons } : null;
};

const operators: Readonly<Record<ComparisonSign, Operator>> = {
  '==': 'equals',
  '!=': 'notEquals',
  '<': 'lessThan',
  '<=': 'atMost',
  '>': 'greaterThan',
  '>=': 'atLeast',
  in: 'isOneOf',
  contains: 'contains',
  startsWith: 'startsWith',
  endsWith: 'endsWith',
};

const opposites: Readonly<Partial<Record<Operator, Operator>>> = {
  equals: 'notEquals',
  notEquals: 'equals',
  contains: 'notContains',
  isOneOf: 'isNotOneOf',
  isSet: 'isNotSet',
  isNotSet: 'isSet',
  isEmpty: 'isNotEmpty',
  isNotEmpty: 'isEmpty',
};

const toComparison = (expression: Expression): Comparison | null => {
  switch (expression.kind) {
    case 'not': {
      const denied = toComparison(expression.of);
      const opposite = denied ? opposites[denied.operator] : undefined;
      return denied && opposite ? { ...denied, operator: opposite } : null;
    }
    case 'path':
      return withVariable(expression, { operator: 'isTrue', value: '' });
    case 'call': {
      const { name, args } = expression;
      const isKnown = name === 'isTrue' || name === 'isFalse' || name === 'isSet' || name === 'isEmpty';
      return isKnown ? withVariable(args[0], { operator: name, value: '' }) : null;
    }
    case 'compare': {
      const operator = operators[expression.sign];
      const value = toValue(operator, expression.right);
      return value && withVariable(expression.left, { operator, ...value });
    }
    default:
      return null;
  }
};

const withVariable = (of: Expression | undefined, rest: Omit<Comparison, 'variable'>): Comparison | null => {
  const variable = of?.kind === 'path' ? variableOf(of.path) : null;
  return variable === null || variable.length > MAX_VARIABLE_LENGTH ? null : { variable, ...rest };
};

const toValue = (operator: Operator, right: Expression): Pick<Comparison, 'value' | 'valueFrom'> | null => {
  if (right.kind === 'path') {
    const value = variableOf(right.path);
    return value === null || value.length > MAX_VALUE_LENGTH ? null : { value, valueFrom: 'variable' };
  }
  const text = operator === 'isOneOf' ? toParts(right) : toText(right);
  return text === null || text.length > MAX_VALUE_LENGTH ? null : { value: text };
};

const toParts = (right: Expression): string | null => {
  if (right.kind !== 'list') return null;
  const parts = right.items.map(toText);
  const areParts = parts.every((part): part is string => part !== null && isOnePart(part));
  return areParts ? parts.join(', ') : null;
};

const isOnePart = (part: string) => part === commaParts(part)[0] && commaParts(part).length === 1;

const toText = (of: Expression): string | null => {
  if (of.kind !== 'value') return null;
  const text = of.value === null ? '' : String(of.value);
  // A number in a text is one only when it is written without an exponent.
  return typeof of.value !== 'number' || quantityOf(text) === of.value ? text : null;
};

// A path that would be read otherwise without the backquotes of the expression has no place in the builder.
const variableOf = (path: Path): string | null => {
  const isPlain = path.every((step) => typeof step === 'number' || isName(step));
  if (!isPlain) return null;
  const text = path
    .map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at > 0 ? '.' : ''}${step}`))
    .join('');
  return parsePath(text).length === path.length ? text : null;
};
