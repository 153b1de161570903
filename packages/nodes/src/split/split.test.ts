import { callInMemory, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import { flowSettings, type Json, nodeId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definition, SplitConfig } from './definition.js';
import { fractionOf } from './fraction.js';

const shares = [
  { id: 'few', label: 'New', percent: 20 },
  { id: 'many', label: '', percent: 80 },
];
/** Twelve splits in a row, so that one call draws often: a step each, and the ways they took. */
const steps = Array.from({ length: 12 }, (_, at) => `s${at}`);
const coverage = new NodeCoverage('split');
const call = (
  config: Readonly<Record<string, Json>>,
  options: { from?: string; input?: Record<string, Json> } = {},
) => {
  const ids = SplitConfig.parse(config).shares.map(({ id }) => id);
  const flow = drawFlow({
    steps: { ...Object.fromEntries(steps.map((id) => [id, ['split', config] as const])), bye: ['hangup'] },
    lines: steps.flatMap((id, at) => ids.map((exit) => [id, exit, steps[at + 1] ?? 'bye'] as const)),
  });
  return coverage.add(callInMemory({ flow, nodeTypes, ...options }));
};
const waysOf = (...args: Parameters<typeof call>) => call(...args).exits.map((exit) => exit.split('.')[1]);

describe('split', () => {
  it('takes each way by chance, and remembers which', () => {
    const record = call({
      shares: [
        { ...shares[0], percent: 50 },
        { ...shares[1], percent: 50 },
      ],
      saveAs: 'way',
    });
    const ways = record.exits.map((exit) => exit.split('.')[1]);
    expect(new Set(ways)).toEqual(new Set(['few', 'many']));
    expect(record.vars.way).toBe(ways.at(-1));
  });

  it('remembers nothing where it is not asked to', () => {
    expect(Object.keys(call({ shares }).vars)).toEqual(['call']);
  });

  it('never takes a way of 0 percent, and always one of 100', () => {
    const ways = waysOf({
      shares: [
        { id: 'never', percent: 0 },
        { id: 'always', percent: 100 },
      ],
    });
    expect(new Set(ways)).toEqual(new Set(['always']));
    expect(waysOf({ shares: [{ id: 'never', percent: 0 }] })).toEqual(steps.map(() => 'never'));
  });

  it('takes the same caller the same way each time, each step by itself', () => {
    const ways = (from: string) => waysOf({ shares, isSticky: true }, { from });
    expect(ways('+4930111')).toEqual(ways('+4930111'));
    const all = Array.from({ length: 40 }, (_, at) => ways(`+49301${at}`));
    for (const nth of steps.keys()) expect(new Set(all.map((one) => one[nth]))).toEqual(new Set(['few', 'many']));
  });

  it('tells callers apart by what it is told to, and draws where that is empty', () => {
    const config = { shares, isSticky: true, stickyBy: '{{ customer }}' };
    const one = waysOf(config, { from: '+1', input: { customer: 'c7' } });
    expect(waysOf(config, { from: '+2', input: { customer: 'c7' } })).toEqual(one);
    expect(waysOf(config)).toEqual(waysOf({ shares }));
  });

  it('gives every share as many callers as it says', () => {
    const callers = Array.from({ length: 10_000 }, (_, at) => fractionOf(`s1 +4930${100_000 + at}`));
    for (const limit of [0.1, 0.2, 0.5, 0.9]) {
      const part = callers.filter((fraction) => fraction < limit).length / callers.length;
      expect(Math.abs(part - limit)).toBeLessThan(0.015);
    }
  });

  it('tells a proof that it is chance, and what it remembers', () => {
    const outcomes = (config: Readonly<Record<string, Json>>) =>
      definition.outcomes?.(SplitConfig.parse(config), flowSettings.parse({}), nodeId.parse('s'));
    expect(outcomes({ shares, saveAs: 'way' })).toEqual([
      { exit: 'few', isChance: true, sets: { way: { is: 'value', value: 'few' } } },
      { exit: 'many', isChance: true, sets: { way: { is: 'value', value: 'many' } } },
    ]);
    expect(outcomes({ shares: [{ id: 'never', percent: 0 }] })).toMatchObject([{ when: { expression: 'false' } }]);
  });

  it('must be 100 percent together', () => {
    const check = (...percents: readonly number[]) =>
      definition
        .check?.(SplitConfig.parse({ shares: percents.map((percent, at) => ({ id: `s${at}`, percent })) }))
        .map(({ message }) => message);
    expect(check(33.3, 33.3, 33.4)).toEqual([]);
    expect(check(50, 49.5)).toEqual(['The shares are 99.5 percent together, not 100.']);
  });

  it('shows its shares', () => {
    expect(definition.summary(SplitConfig.parse({ shares }))).toBe('New 20 %, Share 80 %');
    expect(definition.exits(SplitConfig.parse({})).map(({ label }) => label)).toEqual(['A 50 %', 'B 50 %']);
  });

  it('has been shown whole', () =>
    // A share of 0 that is the only one is taken for want of another.
    expect(coverage.gaps()).toEqual([]));
});
