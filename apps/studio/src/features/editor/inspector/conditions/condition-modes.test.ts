import { condition } from '@callwright/flow-engine';
import type { FlowProblem } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { asComparisons, asExpression, expressionProblem, isExpression, unsetIn } from './condition-modes';

const built = condition.parse({
  match: 'any',
  comparisons: [
    { variable: 'order.total', operator: 'greaterThan', value: '100' },
    { variable: 'vip', operator: 'isTrue' },
  ],
});

describe('a condition', () => {
  it('goes from comparisons to an expression and back without a change of meaning', () => {
    const written = asExpression(built);
    expect(isExpression(written)).toBe(true);
    expect(asComparisons(written)).toMatchObject({
      match: 'any',
      comparisons: [
        { variable: 'order.total', operator: 'greaterThan', value: '100' },
        { variable: 'vip', operator: 'isTrue' },
      ],
    });
    expect(asComparisons(written)).not.toHaveProperty('expression');
  });

  it('keeps what else its row holds', () => {
    const rule = { ...built, id: 'first', label: 'Large' };
    const back = asComparisons(asExpression(rule));
    expect(back).toMatchObject({ id: 'first', label: 'Large' });
  });

  it('stays an expression when comparisons cannot say it', () => {
    expect(asComparisons({ ...built, expression: 'a + 1 > b' })).toBeUndefined();
    expect(asComparisons({ ...built, expression: 'a >' })).toBeUndefined();
  });

  it('begins as true where nothing is compared yet', () => {
    const blank = condition.parse({ comparisons: [{ variable: '' }] });
    expect(asExpression(blank).expression).toBe('true');
  });
});

describe('an expression that is typed', () => {
  it('says what is wrong with it, and where', () => {
    expect(expressionProblem('order.total > ')).toMatch(/column/);
    expect(expressionProblem('order.total > 1')).toBeNull();
  });
});

describe('variables that may not be set', () => {
  const problem = (code: string, name: string): FlowProblem => ({
    severity: 'warning',
    code,
    message: `"${name}" may not be set when a call gets here.`,
  });

  it('are told at the condition that looks at them', () => {
    const problems = [problem('unsetVariable', 'order'), problem('unsetVariable', 'other'), problem('deadEnd', 'vip')];
    expect(unsetIn(built, problems)).toEqual(['"order" may not be set when a call gets here.']);
  });
});
