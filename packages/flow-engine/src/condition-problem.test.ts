import { expect, it } from 'vitest';
import { condition } from './condition.js';
import { conditionProblem } from './condition-problem.js';

const problemOf = (...comparisons: object[]) => conditionProblem(condition.parse({ comparisons }));

it('finds nothing wrong with what can be decided', () => {
  expect(problemOf({ variable: 'a', operator: 'atLeast', value: '5' })).toBeNull();
  expect(problemOf({ variable: 'a', operator: 'lessThan', value: '2026-03-01' })).toBeNull();
  expect(problemOf({ variable: 'a', operator: 'equals', value: '' })).toBeNull();
  expect(problemOf({ variable: 'a', operator: 'isTrue' })).toBeNull();
  expect(problemOf({ variable: 'a', operator: 'lessThan', value: 'b', valueFrom: 'variable' })).toBeNull();
  expect(conditionProblem(condition.parse({ expression: 'a > 1' }))).toBeNull();
});

it.each<[object, string]>([
  [{}, 'It does not say what it looks at.'],
  [{ groups: [{}] }, 'A group does not say what it looks at.'],
  [{ comparisons: [{ variable: ' ' }] }, 'A comparison does not say what it looks at.'],
  [
    { comparisons: [{ variable: 'a', operator: 'lessThan', value: 'ten' }] },
    '"a" is compared with "ten", which is no number, date or time.',
  ],
  [{ comparisons: [{ variable: 'a', operator: 'contains', value: ' ' }] }, '"a" is compared with nothing.'],
  [{ comparisons: [{ variable: 'a', operator: 'isOneOf', value: ', ,' }] }, '"a" is compared with nothing.'],
  [
    { comparisons: [{ variable: 'a', value: '', valueFrom: 'variable' }] },
    '"a" is compared with a variable without a name.',
  ],
  [
    { comparisons: [{ variable: 'a', value: '1' }], groups: [{ comparisons: [{}] }] },
    'A comparison does not say what it looks at.',
  ],
  [{ expression: 'a == 1 and' }, "Expected a value after 'and', column 11."],
])('says what is wrong with %j', (value, problem) => {
  expect(conditionProblem(condition.parse(value))).toBe(problem);
});
