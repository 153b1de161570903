import type { Json } from '@callwright/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { condition, evaluateCondition, type Operator, operator, readPath } from './condition.js';
import { fuzzRuns } from './testing/fuzz-runs.js';

const holds = (variable: Json, how: Operator, value = '') =>
  evaluateCondition({ match: 'all', comparisons: [{ variable: 'v', operator: how, value }] }, { v: variable });

describe('evaluateCondition', () => {
  it.each<[Json, Operator, string, boolean]>([
    ['Yes.', 'equals', 'yes', true],
    [' "Sales!" ', 'equals', 'sales', true],
    ['sales', 'equals', 'support', false],
    ['sales', 'notEquals', 'support', true],
    [5, 'equals', '5.0', true],
    ['5.50', 'equals', '5.5', true],
    [true, 'equals', 'true', true],
    ['', 'equals', '', true],
    ['0012', 'equals', '12', false],
    ['0012', 'equals', '0012', true],
    ['+49301234', 'equals', '49301234', false],
    ['0x10', 'equals', '16', false],
    ['4111111111111111', 'equals', '4111111111111112', false],
    ['12345678901234567', 'equals', '12345678901234568', false],
    ['main street', 'contains', 'Street', true],
    [['tea', 'milk'], 'contains', 'milk', true],
    ['main street', 'contains', '', false],
    ['main street', 'startsWith', 'main', true],
    ['main street', 'startsWith', 'street', false],
    ['main street', 'startsWith', '', false],
    [9, 'lessThan', '10', true],
    ['9', 'lessThan', '10', true],
    ['0930', 'lessThan', '1000', true],
    [-1.5, 'lessThan', '-1', true],
    [10, 'lessThan', '10', false],
    ['ten', 'lessThan', '11', false],
    ['', 'lessThan', '11', false],
    [10, 'greaterThan', '9', true],
    [10, 'greaterThan', '10', false],
    ['ten', 'greaterThan', '1', false],
    [0, 'isSet', '', true],
    [false, 'isSet', '', true],
    ['?', 'isSet', '', true],
    ['  ', 'isSet', '', false],
    [null, 'isSet', '', false],
    [[], 'isSet', '', true],
    ['', 'isNotSet', '', true],
    ['x', 'isNotSet', '', false],
  ])('%j %s %j is %s', (variable, how, value, expected) => {
    expect(holds(variable, how, value)).toBe(expected);
  });

  it('takes an unset variable for an empty one', () => {
    const isMissing = (how: Operator, value = '') =>
      evaluateCondition({ match: 'all', comparisons: [{ variable: 'a.b', operator: how, value }] }, { a: 1 });
    expect(isMissing('isSet')).toBe(false);
    expect(isMissing('isNotSet')).toBe(true);
    expect(isMissing('equals')).toBe(true);
    expect(isMissing('lessThan', '1')).toBe(false);
  });

  it('asks for all or for any', () => {
    const comparisons = [
      { variable: 'a', operator: 'equals' as const, value: '1' },
      { variable: 'b', operator: 'equals' as const, value: '1' },
    ];
    expect(evaluateCondition({ match: 'all', comparisons }, { a: 1, b: 2 })).toBe(false);
    expect(evaluateCondition({ match: 'any', comparisons }, { a: 1, b: 2 })).toBe(true);
    expect(evaluateCondition({ match: 'any', comparisons }, { a: 2, b: 2 })).toBe(false);
  });

  it('does not hold without comparisons', () => {
    expect(evaluateCondition(condition.parse({}), {})).toBe(false);
    expect(evaluateCondition({ match: 'any', comparisons: [] }, {})).toBe(false);
  });

  it('stays quick on long runs of punctuation', () => {
    const long = `a${'.'.repeat(200_000)}b`;
    expect(holds(long, 'equals', long)).toBe(true);
  });

  it('never throws, and notEquals is the opposite of equals', () => {
    const property = fc.property(fc.jsonValue() as fc.Arbitrary<Json>, fc.string(), (variable, value) => {
      for (const how of operator.options) expect(holds(variable, how, value)).toBeTypeOf('boolean');
      expect(holds(variable, 'equals', value)).toBe(!holds(variable, 'notEquals', value));
    });
    fc.assert(property, { numRuns: fuzzRuns(300), seed: 1 });
  });
});

describe('readPath', () => {
  const vars = { order: { total: 5, items: ['tea'] }, name: 'Ada' };

  it.each<[string, Json | undefined]>([
    ['name', 'Ada'],
    ['order.total', 5],
    ['order.items', ['tea']],
    ['order.items.0', undefined],
    ['name.length', undefined],
    ['order.missing.deep', undefined],
    ['toString', undefined],
    ['__proto__', undefined],
    ['', undefined],
  ])('%s', (path, expected) => {
    expect(readPath(vars, path)).toEqual(expected);
  });
});
