import { callInMemory, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import { flowSettings, type Json, nodeId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definition, SwitchConfig } from './definition.js';

const cases = [
  { id: 'german', label: 'German', values: ['de', 'Deutsch'] },
  { id: 'five', label: '', values: ['5', 'five'] },
  { id: 'both', label: '', values: ['de', 'x y'] },
];
const coverage = new NodeCoverage('switch');
const call = (value: string, input: Readonly<Record<string, Json>> = {}) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { which: ['switch', { value, cases }], bye: ['hangup'] },
        lines: ['german', 'five', 'both', 'otherwise'].map((exit) => ['which', exit, 'bye'] as const),
      }),
      nodeTypes,
      input,
    }),
  ).exits;
const outcomesOf = (value: string) =>
  definition.outcomes?.(SwitchConfig.parse({ value, cases }), flowSettings.parse({}), nodeId.parse('which'));

describe('switch', () => {
  it.each<[Json, string]>([
    ['de', 'german'],
    [' DEUTSCH. ', 'german'],
    [5, 'five'],
    ['5.0', 'five'],
    ['005', 'otherwise'],
    ['Five', 'five'],
    ['x y', 'both'],
    ['', 'otherwise'],
    [null, 'otherwise'],
  ])('takes %j for %s', (said, exit) => {
    expect(call('{{ said }}', { said })).toEqual([`which.${exit}`]);
  });

  it('looks inside a variable', () => {
    expect(call('{{ customer.languages[1] }}', { customer: { languages: ['fr', 'de'] } })).toEqual(['which.german']);
  });

  it('looks at a text made of variables', () => {
    expect(call('{{ a }} {{ b }}', { a: 'X', b: 'y' })).toEqual(['which.both']);
    expect(call('{{ a | downcase }}', { a: 'DE' })).toEqual(['which.german']);
  });

  it('goes otherwise when there is no such variable', () => {
    expect(call('{{ never }}')).toEqual(['which.otherwise']);
  });

  it('tells a proof when each way is taken, where it looks at one variable', () => {
    expect(
      outcomesOf('{{ said }}')?.map(({ exit, when }) => [exit, when?.comparisons.map(({ value }) => value)]),
    ).toEqual([
      ['german', ['de', 'Deutsch']],
      ['five', ['5', 'five']],
      ['both', ['de', 'x y']],
      ['otherwise', []],
    ]);
    expect(outcomesOf('{{ a }}{{ b }}')).toEqual([
      { exit: 'german' },
      { exit: 'five' },
      { exit: 'both' },
      { exit: 'otherwise' },
    ]);
  });

  it('names its ways by their label, else by their values', () => {
    const config = SwitchConfig.parse({ value: '{{ said }}', cases });
    expect(definition.exits(config).map(({ label }) => label)).toEqual(['German', '5, five', 'de, x y', 'Otherwise']);
    expect(definition.summary(config)).toBe('{{ said }}: German; 5, five; de, x y');
  });

  it('must be told what to look at and what to compare it with, and each value once', () => {
    const messages = (config: Readonly<Record<string, Json>>) =>
      definition.check?.(SwitchConfig.parse(config)).map(({ severity, message }) => `${severity}: ${message}`);
    expect(messages({ value: '{{ x }}', cases: cases.slice(0, 2) })).toEqual([]);
    expect(messages({})).toEqual([
      'error: It does not say what it looks at.',
      'error: "A way": It has no value to be taken for.',
    ]);
    expect(messages({ value: '{{ x }}', cases })).toEqual(['warning: "de" is given to two ways: the first is taken.']);
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
