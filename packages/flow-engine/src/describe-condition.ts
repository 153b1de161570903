import {
  type Comparison,
  type ComparisonGroup,
  type Condition,
  type Operator,
  operatorsWithoutValue,
} from './condition.js';
import { isWritten } from './condition-expression.js';

/** A condition in plain words: `balance is more than 10 and language is de`; one that is written, as it is written. */
export const describeCondition = (condition: Condition): string => {
  if (isWritten(condition)) return condition.expression.trim();
  const { match, comparisons, groups = [] } = condition;
  const parts = [...comparisons.map(describeComparison), ...groups.map((group) => `(${describeGroup(group)})`)];
  return parts.join(joining[match]);
};

const joining: Readonly<Record<ComparisonGroup['match'], string>> = { all: ' and ', any: ' or ' };

const words: Readonly<Record<Operator, string>> = {
  equals: 'is',
  notEquals: 'is not',
  contains: 'contains',
  notContains: 'does not contain',
  startsWith: 'starts with',
  endsWith: 'ends with',
  lessThan: 'is less than',
  atMost: 'is at most',
  greaterThan: 'is more than',
  atLeast: 'is at least',
  isOneOf: 'is one of',
  isNotOneOf: 'is none of',
  isTrue: 'is true',
  isFalse: 'is false',
  isSet: 'is known',
  isNotSet: 'is not known',
  isEmpty: 'is empty',
  isNotEmpty: 'is not empty',
};

const describeGroup = ({ match, comparisons }: ComparisonGroup): string =>
  comparisons.map(describeComparison).join(joining[match]);

const describeComparison = ({ variable, operator, value }: Comparison): string =>
  [variable || '?', words[operator], ...(operatorsWithoutValue.has(operator) ? [] : [value])].join(' ');
