import { callInMemory, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import type { Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { BranchConfig, definition } from './definition.js';

const rules = [
  {
    id: 'vip',
    label: 'Important',
    match: 'all',
    comparisons: [
      { variable: 'customer.level', operator: 'equals', value: 'gold' },
      { variable: 'customer.orders', operator: 'greaterThan', value: '10' },
    ],
  },
  {
    id: 'known',
    label: '',
    match: 'any',
    comparisons: [
      { variable: 'customer', operator: 'isSet', value: '' },
      { variable: 'call.from', operator: 'startsWith', value: '+49' },
    ],
  },
];

const coverage = new NodeCoverage('branch');
const call = (input: Readonly<Record<string, Json>>, from?: string) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { which: ['branch', { rules }], bye: ['hangup'] },
        lines: ['vip', 'known', 'otherwise'].map((exit) => ['which', exit, 'bye'] as const),
      }),
      nodeTypes,
      input,
      from,
    }),
  ).exits;

describe('branch', () => {
  it('takes the first way that fits', () => {
    expect(call({ customer: { level: 'Gold', orders: 11 } })).toEqual(['which.vip']);
  });

  it('needs all comparisons of a way that says all', () => {
    expect(call({ customer: { level: 'gold', orders: 10 } })).toEqual(['which.known']);
  });

  it('needs any comparison of a way that says any', () => {
    expect(call({}, '+4930123')).toEqual(['which.known']);
  });

  it('goes otherwise when none fits', () => {
    expect(call({})).toEqual(['which.otherwise']);
  });

  it('names its ways by their label, else by what they look at', () => {
    expect(definition.exits(BranchConfig.parse({ rules })).map(({ label }) => label)).toEqual([
      'Important',
      'customer is known or call.from starts with +49',
      'Otherwise',
    ]);
    expect(definition.summary(BranchConfig.parse({}))).toBe('? is ');
  });

  it('must be told what to look at', () => {
    expect(definition.check?.(BranchConfig.parse({ rules }))).toEqual([]);
    expect(definition.check?.(BranchConfig.parse({}))).toMatchObject([{ severity: 'error', field: 'rules' }]);
    const empty = BranchConfig.parse({ rules: [{ id: 'a', label: 'A', comparisons: [] }] });
    expect(definition.check?.(empty)).toMatchObject([{ message: '"A": It does not say what it looks at.' }]);
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
