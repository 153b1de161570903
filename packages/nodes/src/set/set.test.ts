import { callInMemory, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import type { Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { type Assignment, definition } from './definition.js';

const coverage = new NodeCoverage('set');
const set = (assignments: readonly Assignment[], input: Readonly<Record<string, Json>> = {}) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { keep: ['set', { assignments: assignments as readonly Assignment[] & Json }], bye: ['hangup'] },
        lines: [['keep', 'done', 'bye']],
      }),
      nodeTypes,
      input,
    }),
  );
const setAs = (kind: Assignment['kind'], value: string, input: Readonly<Record<string, Json>> = {}) =>
  set([{ name: 'it', value, kind }], input).vars.it;

describe('set', () => {
  it('keeps a value and goes on, and says so', () => {
    const { exits, journal, vars } = set([{ name: 'city', value: 'Rome', kind: 'text' }]);
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
  ])('as %s, %j is %j', (kind, value, expected) => {
    expect(setAs(kind, value)).toBe(expected);
  });

  it('counts', () => {
    expect(setAs('number', '{{ it | default: 0 | plus: 1 }}')).toBe(1);
    expect(setAs('number', '{{ it | default: 0 | plus: 1 }}', { it: 7 })).toBe(8);
  });

  it('goes from top to bottom: a value may use those above it', () => {
    const { vars } = set([
      { name: 'first', value: 'Ada', kind: 'text' },
      { name: 'full', value: '{{ first }} Lovelace', kind: 'text' },
      { name: 'first', value: '{{ full | upcase }}', kind: 'text' },
    ]);
    expect(vars).toMatchObject({ first: 'ADA LOVELACE', full: 'Ada Lovelace' });
  });

  it('remembers nothing under no name', () => {
    expect(Object.keys(set([{ name: '', value: 'x', kind: 'text' }]).vars)).toEqual(['call']);
  });

  it('takes the oddest names for names', () => {
    const { vars } = set([{ name: '__proto__', value: 'x', kind: 'text' }]);
    expect(Object.keys(vars)).toEqual(['call', '__proto__']);
    expect(Object.getPrototypeOf(vars)).toBe(Object.prototype);
  });

  it('finds values without a name, and templates written wrongly', () => {
    const check = (one: Partial<Assignment>) =>
      definition.check?.({ assignments: [{ name: 'x', value: '', kind: 'text', ...one }] });
    expect(check({})).toEqual([]);
    expect(check({ name: '' })).toMatchObject([{ severity: 'error', message: 'A value has no name.' }]);
    expect(check({ value: '{{ x' })).toMatchObject([{ severity: 'error', field: 'assignments' }]);
    expect(definition.config.safeParse({ assignments: [{ name: '1x' }] }).success).toBe(false);
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
