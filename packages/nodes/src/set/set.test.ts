import { evaluateCondition } from '@callwright/flow-engine';
import { callInMemory, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import { flowSettings, type Json, nodeId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import type { Assignment } from './assignment.js';
import { definition, SetConfig } from './definition.js';

type Vars = Readonly<Record<string, Json>>;
type Some = Partial<Assignment>;
type Declared = readonly { readonly name: string; readonly type: 'number' | 'text' | 'list' | 'boolean' }[];

const coverage = new NodeCoverage('set');
const set = (assignments: readonly Some[], input: Vars = {}, variables: Declared = []) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { keep: ['set', { assignments: assignments as readonly Some[] & Json }], bye: ['hangup'] },
        lines: [
          ['keep', 'done', 'bye'],
          ['keep', 'failed', 'bye'],
        ],
        settings: { variables: [...variables] },
      }),
      nodeTypes,
      input,
    }),
  );
const setIt = (one: Some, input: Vars = {}) => set([{ name: 'it', ...one }], input).vars.it;
const setAs = (kind: Assignment['kind'], value: string, input: Vars = {}) => setIt({ kind, value }, input);
const configOf = (assignments: readonly Some[]) => SetConfig.parse({ assignments });
const outcomesOf = (assignments: readonly Some[], variables: Declared = []) =>
  definition.outcomes?.(configOf(assignments), flowSettings.parse({ variables }), nodeId.parse('keep')) ?? [];
const setsOf = (one: Some) => outcomesOf([{ name: 'it', ...one }]).at(-1)?.sets?.it;

describe('set', () => {
  it('keeps a value and goes on, and says so', () => {
    const { exits, journal, vars } = set([{ name: 'city', value: 'Rome' }]);
    expect(exits).toEqual(['keep.done']);
    expect(vars.city).toBe('Rome');
    expect(journal).toContainEqual(
      expect.objectContaining({ effect: { effect: 'variableSet', name: 'city', value: 'Rome' } }),
    );
  });

  it.each<[Assignment['kind'], string, Json]>([
    ['text', ' 5 ', ' 5 '],
    ['number', ' 5.5 ', 5.5],
    ['number', 'five', 'five'],
    ['number', '', ''],
    ['boolean', 'Yes', true],
    ['boolean', '1', true],
    ['boolean', 'no', false],
    ['boolean', '', false],
    ['json', '{ "a": [1, true, null] }', { a: [1, true, null] }],
    ['expression', '2 * (3 + 4)', 14],
    ['expression', '["a", "b"]', ['a', 'b']],
    ['expression', '2 * "a"', null],
    ['expression', '2 *', null],
  ])('as %s, %j is %j', (kind, value, expected) => {
    expect(setAs(kind, value)).toEqual(expected);
  });

  it('fills in variables, whatever the kind', () => {
    const order = { total: 20, items: ['a', 'b'] };
    expect(setAs('json', '[{{ order.total }}, "{{ order.items[0] }}"]', { order })).toEqual([20, 'a']);
    expect(setAs('expression', 'order.total * 1.19', { order })).toBe(23.8);
    expect(setAs('expression', 'order.items', { order })).toEqual(['a', 'b']);
    expect(setAs('expression', 'timeOfDay()')).toBe('09:00');
  });

  it('counts with a template', () => {
    expect(setAs('number', '{{ it | default: 0 | plus: 1 }}')).toBe(1);
    expect(setAs('number', '{{ it | default: 0 | plus: 1 }}', { it: 7 })).toBe(8);
  });

  it.each<[string, Some, Vars, Json]>([
    ['up by one where nothing is said', { operation: 'increase' }, {}, 1],
    ['up from what there is', { operation: 'increase', value: '2.5' }, { it: '4' }, 6.5],
    ['down below nothing', { operation: 'decrease' }, {}, -1],
    ['by a variable', { operation: 'increase', value: '{{ step }}' }, { it: 1, step: 4 }, 5],
    ['by a template', { operation: 'decrease', value: '{{ step | times: 2 }}' }, { it: 10, step: 4 }, 2],
    ['by an expression', { operation: 'increase', kind: 'expression', value: 'step * 2' }, { it: 1, step: 4 }, 9],
    ['by a negative number', { operation: 'increase', value: '-3' }, { it: 1 }, -2],
  ])('counts %s', (_, one, input, expected) => {
    expect(setIt(one, input)).toBe(expected);
  });

  it.each<[string, Some, Vars, Json]>([
    ['that is not there yet', { value: 'a' }, {}, ['a']],
    ['that has items', { value: '5', kind: 'number' }, { it: ['a'] }, ['a', 5]],
    ['that was one value', { value: 'b' }, { it: 'a' }, ['a', 'b']],
    ['with an object', { value: '{ "a": 1 }', kind: 'json' }, { it: [] }, [{ a: 1 }]],
  ])('adds to a list %s', (_, one, input, expected) => {
    expect(setIt({ operation: 'append', ...one }, input)).toEqual(expected);
  });

  it('forgets', () => {
    expect(setIt({ operation: 'remove', value: 'ignored' }, { it: 5 })).toBeNull();
  });

  it('makes values of the type a variable is declared with', () => {
    expect(set([{ name: 'it', value: '5' }], {}, [{ name: 'it', type: 'number' }]).vars.it).toBe(5);
    expect(set([{ name: 'it', value: '["a"]' }], {}, [{ name: 'it', type: 'list' }]).vars.it).toEqual(['a']);
  });

  it.each<[string, Some, Vars, Declared]>([
    ['JSON is none', { kind: 'json', value: '{{ open }}' }, { open: '[1' }, []],
    ['what is counted is no number', { operation: 'increase' }, { it: 'five' }, []],
    ['the amount is no number', { operation: 'increase', value: '{{ by }}' }, { by: 'five' }, []],
    ['the variable cannot hold it', { value: 'five' }, {}, [{ name: 'it', type: 'number' }]],
  ])('fails when %s', (_, one, input, declared) => {
    const { exits, vars } = set([{ name: 'it', ...one }], input, declared);
    expect(exits).toEqual(['keep.failed']);
    expect(vars.it).toEqual(input.it);
  });

  it('goes from top to bottom: a value may use those above it', () => {
    const { vars } = set([
      { name: 'first', value: 'Ada' },
      { name: 'full', value: '{{ first }} Lovelace' },
      { name: 'first', value: '{{ full | upcase }}' },
      { name: 'count', operation: 'increase' },
      { name: 'count', operation: 'increase' },
    ]);
    expect(vars).toMatchObject({ first: 'ADA LOVELACE', full: 'Ada Lovelace', count: 2 });
  });

  it('remembers nothing under no name', () => {
    expect(Object.keys(set([{ name: '', value: 'x' }]).vars)).toEqual(['call']);
  });

  it('takes the oddest names for names', () => {
    const { vars } = set([
      { name: '__proto__', value: 'x' },
      { name: 'constructor', value: 'y', operation: 'append' },
    ]);
    expect(Object.keys(vars)).toEqual(['call', '__proto__', 'constructor']);
    expect(Object.getPrototypeOf(vars)).toBe(Object.prototype);
  });

  it('says what it does', () => {
    const operations = (['set', 'append', 'increase', 'decrease', 'remove'] as const).map((operation) => ({
      name: 'x',
      value: operation === 'decrease' ? '' : '2',
      operation,
    }));
    expect(definition.summary(configOf([...operations, {}]))).toBe('x = 2; add 2 to x; x + 2; x - 1; forget x; ? = ');
  });

  it('finds values without a name, and values written wrongly', () => {
    const check = (one: Some) =>
      definition.check?.(configOf([{ name: 'x', ...one }])).map(({ severity, message }) => `${severity}: ${message}`);
    expect(check({})).toEqual([]);
    expect(check({ name: '' })).toEqual(['error: A value has no name.']);
    expect(check({ value: '{{ x' })?.[0]).toContain('not closed');
    expect(check({ value: '2 *', kind: 'expression' })).toHaveLength(1);
    expect(check({ value: '2 * x', kind: 'expression' })).toEqual([]);
    expect(check({ value: '[1', kind: 'json' })).toEqual(['error: The value for x is no JSON.']);
    expect(check({ value: '[1]', kind: 'json' })).toEqual([]);
    expect(check({ value: '{{ a }}', kind: 'json' })).toEqual([]);
    expect(check({ operation: 'increase' })).toEqual([]);
    expect(check({ operation: 'decrease', value: 'five' })).toEqual([
      'error: x is counted by "five", which is no number.',
    ]);
    expect(definition.config.safeParse({ assignments: [{ name: '1x' }] }).success).toBe(false);
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});

describe('what a proof knows of set', () => {
  it.each<[string, Some, Json]>([
    ['a constant', { value: 'Rome' }, { is: 'value', value: 'Rome' }],
    ['a constant number', { value: '5', kind: 'number' }, { is: 'value', value: 5 }],
    ['constant JSON', { value: '[1]', kind: 'json' }, { is: 'value', value: [1] }],
    ['a template', { value: '{{ a }} b' }, { is: 'template', template: '{{ a }} b' }],
    ['yes or no of a template', { value: '{{ a }}', kind: 'boolean' }, { is: 'any' }],
    ['JSON of a template', { value: '[{{ a }}]', kind: 'json' }, { is: 'any' }],
    ['an expression', { value: 'a + 1', kind: 'expression' }, { is: 'expression', expression: 'a + 1' }],
    ['a list', { value: 'a', operation: 'append' }, { is: 'any' }],
    ['a count', { operation: 'increase' }, { is: 'expression', expression: 'default(it, 0) + 1' }],
    [
      'a count by a variable',
      { operation: 'decrease', value: '{{ a.b }}' },
      { is: 'expression', expression: 'default(it, 0) - a.b' },
    ],
    [
      'a count by an expression',
      { operation: 'increase', kind: 'expression', value: 'a - 1' },
      { is: 'expression', expression: 'default(it, 0) + (a - 1)' },
    ],
    ['a count by a template', { operation: 'increase', value: '{{ a | plus: 1 }}' }, { is: 'any' }],
    ['what is forgotten', { operation: 'remove' }, { is: 'value', value: null }],
  ])('is %s', (_, one, expected) => {
    expect(setsOf(one)).toEqual(expected);
  });

  it('is nothing sure where a value uses one above it', () => {
    const sets = outcomesOf([
      { name: 'a', value: '1' },
      { name: 'b', value: '{{ a }}' },
      { name: 'c', value: 'a.x + 1', kind: 'expression' },
      { name: 'a', operation: 'increase' },
    ]).at(-1)?.sets;
    expect(sets).toEqual({ a: { is: 'any' }, b: { is: 'any' }, c: { is: 'any' } });
  });

  it('is whether it fails, where variables tell', () => {
    const [failed, done] = outcomesOf([{ name: 'it', operation: 'increase', value: '{{ by }}' }]);
    const fails = (vars: Vars) => failed?.when !== undefined && evaluateCondition(failed.when, vars);
    expect([failed?.exit, done?.exit]).toEqual(['failed', 'done']);
    const states: readonly Vars[] = [{ by: 1 }, { it: '5', by: 1 }, {}, { it: 'x', by: 1 }, { it: [], by: 1 }];
    expect(states.map(fails)).toEqual([false, false, true, true, true]);
  });

  it.each<[string, Some, Declared, boolean]>([
    ['a text', { value: '{{ a }}' }, [], false],
    ['a number where one is declared', { value: '5', kind: 'number' }, [{ name: 'it', type: 'number' }], false],
    ['a list where one is declared', { operation: 'append' }, [{ name: 'it', type: 'list' }], false],
    ['anything where text is declared', { value: 'a', kind: 'expression' }, [{ name: 'it', type: 'text' }], false],
    ['a count where a number is declared', { operation: 'increase' }, [{ name: 'it', type: 'number' }], false],
    ['a count down by 2', { operation: 'decrease', value: '-2' }, [{ name: 'it', type: 'number' }], false],
    ['what is forgotten', { operation: 'remove' }, [{ name: 'it', type: 'number' }], false],
    ['a text where a number is declared', { value: '{{ a }}' }, [{ name: 'it', type: 'number' }], true],
    ['a list where a number is declared', { operation: 'append' }, [{ name: 'it', type: 'number' }], true],
    ['a count where a list is declared', { operation: 'increase' }, [{ name: 'it', type: 'list' }], true],
    ['JSON of a template', { kind: 'json', value: '{{ a }}' }, [], true],
    ['a count by a template', { operation: 'increase', value: '{{ a | abs }}' }, [], true],
  ])('is whether %s may fail', (_, one, declared, mayFail) => {
    const [failed] = outcomesOf([{ name: 'it', ...one }], declared);
    expect(failed).toEqual(
      mayFail ? { exit: 'failed' } : { exit: 'failed', when: expect.objectContaining({ expression: 'false' }) },
    );
  });

  it('is what it cannot do without', () => {
    const reads = definition.reads?.(
      configOf([
        { name: 'a', value: '{{ x.y }} {{ z | default: 1 }}' },
        { name: 'b', value: '{{ a }}' },
        {
          name: 'c',
          kind: 'expression',
          value: 'default(p, q) + round(-r) > 2 and not isSet(s) or min([t, 1]) == b or weekday() in u',
        },
        { name: 'd', operation: 'remove', value: '{{ v }}' },
        { name: 'e', kind: 'expression', value: '((' },
      ]),
    );
    expect(reads).toEqual(['x.y', 'q', 'r', 't', 'u']);
  });
});
