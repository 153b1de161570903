import { type Comparison, type Condition, type Operator, operatorsWithoutValue } from './condition.js';
import { isWritten } from './condition-expression.js';
import { commaParts, orderOf } from './expression/comparing.js';
import { parseExpression } from './expression/parse-expression.js';

/** What is wrong with a condition, in words for people, or null. */
export const conditionProblem = (condition: Condition): string | null => {
  if (isWritten(condition)) {
    const parsed = parseExpression(condition.expression);
    return parsed.ok ? null : parsed.problem.message;
  }
  const { comparisons, groups = [] } = condition;
  if (comparisons.length + groups.length === 0) return 'It does not say what it looks at.';
  if (groups.some((group) => group.comparisons.length === 0)) return 'A group does not say what it looks at.';
  const all = [...comparisons, ...groups.flatMap((group) => group.comparisons)];
  return all.map(comparisonProblem).find((problem) => problem !== null) ?? null;
};

const ordering: ReadonlySet<Operator> = new Set<Operator>(['lessThan', 'atMost', 'greaterThan', 'atLeast']);
const neverOfNothing: ReadonlySet<Operator> = new Set<Operator>([
  'contains',
  'notContains',
  'startsWith',
  'endsWith',
  'isOneOf',
  'isNotOneOf',
]);

const comparisonProblem = ({ variable, operator, value, valueFrom }: Comparison): string | null => {
  if (variable.trim() === '') return 'A comparison does not say what it looks at.';
  if (operatorsWithoutValue.has(operator)) return null;
  if (valueFrom === 'variable') {
    return value.trim() === '' ? `"${variable}" is compared with a variable without a name.` : null;
  }
  if (ordering.has(operator) && orderOf(value, value) === null) {
    return `"${variable}" is compared with "${value}", which is no number, date or time.`;
  }
  const isNothing = neverOfNothing.has(operator) && commaParts(value).length === 0;
  return isNothing ? `"${variable}" is compared with nothing.` : null;
};
