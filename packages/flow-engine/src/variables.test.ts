import type { FlowVariable, Json, VariableType } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { initialVariables, withVariable } from './variables.js';

const declared = (type: VariableType, more: Partial<FlowVariable> = {}) =>
  new Map<string, FlowVariable>([['x', { name: 'x', type, ...more }]]);
const written = (type: VariableType, value: Json) => withVariable({}, 'x', value, declared(type)).x;

describe('a declared variable', () => {
  it.each<[VariableType, Json, Json]>([
    ['text', 12, '12'],
    ['text', { a: 1 }, '{"a":1}'],
    ['number', '12.5', 12.5],
    ['number', 3, 3],
    ['boolean', 'true', true],
    ['boolean', '0', false],
    ['list', '["a", 1]', ['a', 1]],
    ['list', [], []],
    ['object', '{"a":1}', { a: 1 }],
    ['secret', '⟦r1⟧', '⟦r1⟧'],
    ['number', null, null],
  ])('of type %s makes %j into %j', (type, value, made) => {
    expect(written(type, value)).toEqual(made);
  });

  it.each<[VariableType, Json]>([
    ['number', 'twelve'],
    ['number', ''],
    ['boolean', 'perhaps'],
    ['list', 'a, b'],
    ['list', { a: 1 }],
    ['object', '[1]'],
    ['object', [1]],
    ['secret', '4111'],
    ['secret', 'card ⟦r1⟧'],
  ])('of type %s refuses %j', (type, value) => {
    expect(() => written(type, value)).toThrowError(expect.objectContaining({ code: 'flow.badValue' }));
  });

  it('begins as declared unless something is given', () => {
    const vars = declared('number', { initial: '5' });
    expect(initialVariables(vars, {})).toEqual({ x: 5 });
    expect(initialVariables(vars, { x: '7', y: 'more' })).toEqual({ x: 7, y: 'more' });
  });
});

describe('the variables of a flow', () => {
  it('are bounded one by one, in all, in number and in depth', () => {
    const tooLarge = expect.objectContaining({ code: 'flow.valueTooLarge' });
    const nested = Array.from({ length: 40 }).reduce<Json>((inner) => [inner], 1);
    expect(() => withVariable({}, 'x', 'a'.repeat(65_536), new Map())).toThrowError(tooLarge);
    expect(() => withVariable({}, 'x', nested, new Map())).toThrowError(tooLarge);
    const large = Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`v${at}`, 'a'.repeat(50_000)]));
    expect(() => withVariable(large, 'x', 'a'.repeat(20_000), new Map())).toThrowError(tooLarge);
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`v${at}`, 1]));
    expect(() => withVariable(many, 'x', 1, new Map())).toThrowError(tooLarge);
    expect(withVariable(many, 'v1', 2, new Map()).v1).toBe(2);
  });
});
