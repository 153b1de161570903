import { describe, expect, it } from 'vitest';
import { condition } from './condition.js';
import { describeCondition } from './describe-condition.js';

describe('describeCondition', () => {
  it('says in plain words what is compared', () => {
    const one = condition.parse({
      comparisons: [
        { variable: 'balance', operator: 'greaterThan', value: '10' },
        { variable: 'language', value: 'de' },
        { variable: 'name', operator: 'isNotSet', value: 'ignored' },
      ],
    });
    expect(describeCondition(one)).toBe('balance is more than 10 and language is de and name is not known');
  });

  it('sets groups apart', () => {
    const group = {
      match: 'all',
      comparisons: [
        { variable: 'b', value: '1' },
        { variable: 'c', operator: 'isTrue' },
      ],
    };
    const one = condition.parse({
      match: 'any',
      comparisons: [{ variable: 'a', operator: 'isEmpty' }],
      groups: [group],
    });
    expect(describeCondition(one)).toBe('a is empty or (b is 1 and c is true)');
  });

  it('leaves an expression as it is written', () => {
    const one = condition.parse({ comparisons: [{ variable: 'a', value: '1' }], expression: ' total > 2 * limit ' });
    expect(describeCondition(one)).toBe('total > 2 * limit');
  });

  it('shows where nothing has been chosen', () => {
    expect(describeCondition(condition.parse({ comparisons: [{}] }))).toBe('? is ');
  });
});
