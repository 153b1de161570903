import type { Comparison, ComparisonGroup, Condition, Operator } from './condition.js';
import { commaParts } from './expression/comparing.js';
import type { ComparisonSign, Expression } from './expression/expression.js';
import { formatExpression } from './expression/format-expression.js';
import { parseExpression } from './expression/parse-expression.js';
import { parsePath } from './expression/path.js';
import { readsOf } from './expression/reads-of.js';

/** The expression that decides a condition; one that cannot be read is `false`. Conditions are not changed, so that each is translated once. */
export const expressionOf = (condition: Condition): Expression => {
  const known = translated.get(condition);
  if (known) return known;
  const fresh = isWritten(condition) ? written(condition.expression) : built(condition);
  translated.set(condition, fresh);
  return fresh;
};
const translated = new WeakMap<Condition, Expression>();

/** A condition as the text of an expression that means the same: what an expert goes on from. */
export const formatCondition = (condition: Condition): string =>
  isWritten(condition) ? condition.expression.trim() : formatExpression(expressionOf(condition));

/** The variables a condition looks at, as paths (`order.total`), each once. */
export const conditionReads = (condition: Condition): readonly string[] => readsOf(expressionOf(condition));

/** Whether the expression decides, and not the comparisons. */
export const isWritten = (condition: Condition): condition is Condition & { readonly expression: string } =>
  (condition.expression ?? '').trim() !== '';

const never: Expression = { kind: 'value', value: false };

const written = (text: string): Expression => {
  const parsed = parseExpression(text);
  return parsed.ok ? parsed.expression : never;
};

const built = ({ match, comparisons, groups = [] }: Condition): Expression =>
  joined(match, [...comparisons.map(compared), ...groups.map(grouped)]);

const grouped = ({ match, comparisons }: ComparisonGroup): Expression => joined(match, comparisons.map(compared));

const joined = (kind: 'all' | 'any', parts: readonly Expression[]): Expression => {
  const [first = never] = parts;
  return parts.length > 1 ? { kind, of: parts } : first;
};

const signs: Readonly<Partial<Record<Operator, ComparisonSign>>> = {
  equals: '==',
  notEquals: '!=',
  contains: 'contains',
  startsWith: 'startsWith',
  endsWith: 'endsWith',
  lessThan: '<',
  atMost: '<=',
  greaterThan: '>',
  atLeast: '>=',
  isOneOf: 'in',
};

const compared = (one: Comparison): Expression => {
  const left: Expression = { kind: 'path', path: parsePath(one.variable) };
  switch (one.operator) {
    case 'isTrue':
    case 'isFalse':
    case 'isSet':
    case 'isEmpty':
      return { kind: 'call', name: one.operator, args: [left] };
    case 'isNotSet':
      return { kind: 'not', of: { kind: 'call', name: 'isSet', args: [left] } };
    case 'isNotEmpty':
      return { kind: 'not', of: { kind: 'call', name: 'isEmpty', args: [left] } };
    case 'notContains':
      return { kind: 'not', of: compared({ ...one, operator: 'contains' }) };
    case 'isNotOneOf':
      return { kind: 'not', of: compared({ ...one, operator: 'isOneOf' }) };
    default:
      return { kind: 'compare', sign: signs[one.operator] ?? '==', left, right: rightSide(one) };
  }
};

const rightSide = ({ operator, value, valueFrom }: Comparison): Expression => {
  if (valueFrom === 'variable') return { kind: 'path', path: parsePath(value) };
  if (operator !== 'isOneOf') return { kind: 'value', value };
  return { kind: 'list', items: commaParts(value).map((part) => ({ kind: 'value', value: part })) };
};
