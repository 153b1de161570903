import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Condition, evaluateCondition } from './condition.js';
import { evaluateKnown, type KnownValue } from './condition-known.js';
import type { Expression } from './expression/expression.js';
import { formatExpression } from './expression/format-expression.js';
import { parseExpression } from './expression/parse-expression.js';
import { readPath, type Variables } from './expression/path.js';
import { anyBuiltCondition, anyExpression, anyVariables } from './testing/any-condition.js';
import { fuzzRuns } from './testing/fuzz-runs.js';

const written = (expression: string): Condition => ({ match: 'all', comparisons: [], expression });
const any: KnownValue = { is: 'any' };
const exactly = (value: string | number): KnownValue => ({ is: 'value', value });

/** What is known of a call with these variables, when those of some paths are forgotten. */
const knownOf =
  (vars: Variables, forgotten: (path: string) => boolean) =>
  (path: string): KnownValue => {
    if (forgotten(path)) return any;
    const parsed = parseExpression(path);
    const value = parsed.ok && parsed.expression.kind === 'path' ? readPath(vars, parsed.expression.path) : undefined;
    return value === undefined ? { is: 'unset' } : { is: 'value', value };
  };

describe('evaluateKnown', () => {
  it.each<[string, boolean | 'unknown']>([
    ['digit == 1', 'unknown'],
    ['digit == 1 and tries > 3', false],
    ['digit == 1 or tries == 2', true],
    ['digit == 1 or tries > 3', 'unknown'],
    ['not (digit == 1 and tries > 3)', true],
    ['isSet(name)', false],
    ['not isSet(name) and default(name, "x") == "x"', true],
    ['tries in [1, digit]', 'unknown'],
    ['today() == "2026-01-01"', 'unknown'],
    ['digit ==', false],
  ])('%s is %s', (text, expected) => {
    const known = (path: string): KnownValue => ({ digit: any, tries: exactly(2) })[path] ?? { is: 'unset' };
    expect(evaluateKnown(written(text), known)).toBe(expected);
  });

  const agrees = (anyCondition: fc.Arbitrary<Condition>) => {
    let decided = 0;
    const property = fc.property(anyCondition, anyVariables, fc.func(fc.boolean()), (one, vars, forgotten) => {
      const verdict = evaluateKnown(one, knownOf(vars, forgotten));
      if (verdict === 'unknown') return;
      decided += 1;
      expect(evaluateCondition(one, vars)).toBe(verdict);
    });
    fc.assert(property, { numRuns: fuzzRuns(2000), seed: 1 });
    expect(decided).toBeGreaterThan(200);
  };

  it('is right about every call it is sure of, for conditions that were built', () => {
    agrees(anyBuiltCondition);
  });

  it('is right about every call it is sure of, for expressions', () => {
    agrees(anyExpression.map((expression: Expression) => written(formatExpression(expression))));
  });

  it('is always sure when everything is known and nobody asks for the time', () => {
    const property = fc.property(anyBuiltCondition, anyVariables, (one, vars) => {
      expect(
        evaluateKnown(
          one,
          knownOf(vars, () => false),
        ),
      ).toBe(evaluateCondition(one, vars));
    });
    fc.assert(property, { numRuns: fuzzRuns(500), seed: 1 });
  });
});
