import type { Json } from '@callwright/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { condition, evaluateCondition, type Operator, operator } from './condition.js';
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
    ['main street', 'endsWith', 'Street.', true],
    ['main street', 'endsWith', 'main', false],
    ['main street', 'endsWith', '', false],
    ['main street', 'notContains', 'park', true],
    ['main street', 'notContains', 'main', false],
    [['milkshake'], 'contains', 'milk', false],
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
    [10, 'atLeast', '10', true],
    [9, 'atLeast', '10', false],
    ['10', 'atMost', '10', true],
    ['11', 'atMost', '10', false],
    ['ten', 'atMost', '11', false],
    ['2026-03-01', 'lessThan', '2026-11-01', true],
    ['2026-03-01', 'greaterThan', '09:30', false],
    ['09:30', 'atLeast', '09:30', true],
    ['Blue.', 'isOneOf', 'red, blue', true],
    ['green', 'isOneOf', 'red, blue', false],
    ['', 'isOneOf', 'red,,blue', false],
    [5, 'isOneOf', '4, 5.0', true],
    ['green', 'isNotOneOf', 'red, blue', true],
    ['red', 'isNotOneOf', 'red, blue', false],
    [true, 'isTrue', '', true],
    ['Yes.', 'isTrue', '', true],
    [1, 'isTrue', '', true],
    ['sometimes', 'isTrue', '', false],
    [[true], 'isTrue', '', false],
    [false, 'isFalse', '', true],
    ['no', 'isFalse', '', true],
    [null, 'isFalse', '', false],
    [[], 'isEmpty', '', true],
    [{}, 'isEmpty', '', true],
    [' ', 'isEmpty', '', true],
    [0, 'isEmpty', '', false],
    [[0], 'isNotEmpty', '', true],
    [[], 'isNotEmpty', '', false],
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

  it('compares with another variable', () => {
    const one = { variable: 'said', operator: 'equals' as const, value: 'order.code', valueFrom: 'variable' as const };
    const vars = { said: 'A1.', order: { code: 'a1', open: ['a1', 'b2'] } };
    expect(evaluateCondition({ match: 'all', comparisons: [one] }, vars)).toBe(true);
    expect(evaluateCondition({ match: 'all', comparisons: [one] }, { said: 'A1' })).toBe(false);
    const among = { ...one, operator: 'isOneOf' as const, value: 'order.open' };
    expect(evaluateCondition({ match: 'all', comparisons: [among] }, vars)).toBe(true);
    expect(evaluateCondition({ match: 'all', comparisons: [among] }, { said: 'b', order: { open: 'a, b' } })).toBe(
      true,
    );
  });

  it('looks into lists by place', () => {
    const first = { variable: 'items[0].name', operator: 'equals' as const, value: 'tea' };
    expect(evaluateCondition({ match: 'all', comparisons: [first] }, { items: [{ name: 'Tea' }] })).toBe(true);
    expect(evaluateCondition({ match: 'all', comparisons: [first] }, { items: [] })).toBe(false);
  });

  it('takes a group for one comparison', () => {
    const is = (variable: string, value: string) => ({ variable, operator: 'equals' as const, value });
    const groups = [{ match: 'any' as const, comparisons: [is('b', '1'), is('c', '1')] }];
    const one = { match: 'all' as const, comparisons: [is('a', '1')], groups };
    expect(evaluateCondition(one, { a: 1, b: 2, c: 1 })).toBe(true);
    expect(evaluateCondition(one, { a: 1, b: 2, c: 2 })).toBe(false);
    expect(evaluateCondition(one, { a: 2, b: 1, c: 1 })).toBe(false);
  });

  it('lets an expression decide, and holds never when it cannot be read', () => {
    const comparisons = [{ variable: 'a', operator: 'equals' as const, value: '1' }];
    const written = (expression: string) => ({ match: 'all' as const, comparisons, expression });
    expect(evaluateCondition(written('a == 2'), { a: 2 })).toBe(true);
    expect(evaluateCondition(written('a =='), { a: 1 })).toBe(false);
    expect(evaluateCondition(written('  '), { a: 1 })).toBe(true);
  });

  it('knows the time only when it is told', () => {
    const weekend = { match: 'all' as const, comparisons: [], expression: 'weekday() >= 6' };
    const saturday = { nowMs: Date.UTC(2026, 10, 21, 12), timeZone: 'Europe/Berlin' };
    expect(evaluateCondition(weekend, {}, saturday)).toBe(true);
    expect(evaluateCondition(weekend, {})).toBe(false);
  });

  it('takes what is nested too deep for nothing', () => {
    let deep: Json = 'end';
    for (let depth = 0; depth < 20_000; depth += 1) deep = [deep];
    expect(holds(deep, 'startsWith', '[')).toBe(false);
    expect(holds(deep, 'isSet')).toBe(true);
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
