import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Condition, condition, evaluateCondition } from './condition.js';
import { toCondition } from './condition-builder.js';
import { conditionReads, formatCondition } from './condition-expression.js';
import { isTrue } from './expression/comparing.js';
import { evaluateExpression } from './expression/evaluate-expression.js';
import { formatExpression } from './expression/format-expression.js';
import { parseExpression } from './expression/parse-expression.js';
import { anyBuiltCondition, anyExpression, anyVariables } from './testing/any-condition.js';
import { fuzzRuns } from './testing/fuzz-runs.js';

const built = (text: string): Condition | null => {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return toCondition(parsed.expression);
};

describe('formatCondition', () => {
  it('writes what the builder means', () => {
    const one = condition.parse({
      match: 'any',
      comparisons: [
        { variable: 'order.total', operator: 'atLeast', value: '100' },
        { variable: 'color', operator: 'isNotOneOf', value: 'red, light blue' },
        { variable: 'said', operator: 'equals', value: 'expected', valueFrom: 'variable' },
      ],
      groups: [
        {
          comparisons: [
            { variable: 'vip', operator: 'isTrue' },
            { variable: 'my name', operator: 'isNotSet' },
          ],
        },
      ],
    });
    expect(formatCondition(one)).toBe(
      'order.total >= "100" or color not in ["red", "light blue"] or said == expected or isTrue(vip) and not isSet(`my name`)',
    );
  });

  it('means the same on all variables', () => {
    const property = fc.property(anyBuiltCondition, anyVariables, (one, vars) => {
      const written = { ...condition.parse({}), expression: formatCondition(one) };
      expect(parseExpression(written.expression)).toMatchObject({ ok: true });
      expect(evaluateCondition(written, vars)).toBe(evaluateCondition(one, vars));
    });
    fc.assert(property, { numRuns: fuzzRuns(2000), seed: 1 });
  });

  it('leaves an expression as it was written', () => {
    expect(formatCondition({ match: 'all', comparisons: [], expression: ' a  AND b ' })).toBe('a  AND b');
  });
});

describe('toCondition', () => {
  it('shows in the builder what fits there', () => {
    expect(built('a.b[0] >= 5 and (c not in ["x", 2] or not isSet(d)) and vip')).toEqual({
      match: 'all',
      comparisons: [
        { variable: 'a.b[0]', operator: 'atLeast', value: '5' },
        { variable: 'vip', operator: 'isTrue', value: '' },
      ],
      groups: [
        {
          match: 'any',
          comparisons: [
            { variable: 'c', operator: 'isNotOneOf', value: 'x, 2' },
            { variable: 'd', operator: 'isNotSet', value: '' },
          ],
        },
      ],
    });
    expect(built('a == b')).toEqual({
      match: 'all',
      comparisons: [{ variable: 'a', operator: 'equals', value: 'b', valueFrom: 'variable' }],
    });
  });

  it.each([
    ['reckoning', 'a + 1 > 2'],
    ['a function', 'length(a) > 2'],
    ['a denied order', 'not a < 2'],
    ['a denied variable', 'not vip'],
    ['three levels', 'a == 1 or (b == 1 and (c == 1 or d == 1))'],
    ['a comma in a list', 'a in ["x, y"]'],
    ['nothing in a list', 'a in [""]'],
    ['a name the builder would read otherwise', '`a.b` == 1'],
    ['two values', '1 == 1'],
  ])('shows nothing when there is %s', (_, text) => {
    expect(built(text)).toBeNull();
  });

  it('shows only what means the same on all variables', () => {
    let shown = 0;
    const property = fc.property(anyExpression, anyVariables, (expression, vars) => {
      const one = toCondition(expression);
      if (!one) return;
      shown += 1;
      expect(evaluateCondition(one, vars)).toBe(isTrue(evaluateExpression(expression, { vars })));
    });
    fc.assert(property, { numRuns: fuzzRuns(3000), seed: 1 });
    expect(shown).toBeGreaterThan(100);
  });

  it('gives back a condition that was built, as far as the builder can write its names', () => {
    const property = fc.property(anyBuiltCondition, anyVariables, (one, vars) => {
      const parsed = parseExpression(formatCondition(one));
      const again = parsed.ok ? toCondition(parsed.expression) : null;
      if (again) expect(evaluateCondition(again, vars)).toBe(evaluateCondition(one, vars));
    });
    fc.assert(property, { numRuns: fuzzRuns(1000), seed: 1 });
  });
});

describe('an expression written again', () => {
  it('means the same on all variables', () => {
    const property = fc.property(anyExpression, anyVariables, (expression, vars) => {
      const parsed = parseExpression(formatExpression(expression));
      if (!parsed.ok) throw new Error(`${formatExpression(expression)}: ${parsed.problem.message}`);
      expect(evaluateExpression(parsed.expression, { vars })).toEqual(evaluateExpression(expression, { vars }));
    });
    fc.assert(property, { numRuns: fuzzRuns(3000), seed: 1 });
  });
});

describe('conditionReads', () => {
  it('names the variables of comparisons, groups and expressions', () => {
    const comparisons = [{ variable: 'a.b', operator: 'equals' as const, value: 'c', valueFrom: 'variable' as const }];
    const groups = [{ match: 'any' as const, comparisons: [{ variable: 'd', operator: 'isSet' as const, value: '' }] }];
    expect(conditionReads({ match: 'all', comparisons, groups })).toEqual(['a.b', 'c', 'd']);
    expect(conditionReads({ match: 'all', comparisons, expression: 'x > 1' })).toEqual(['x']);
    expect(conditionReads({ match: 'all', comparisons, expression: 'x >' })).toEqual([]);
  });
});
