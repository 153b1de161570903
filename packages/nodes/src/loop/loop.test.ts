import { checkFlow, evaluateCondition } from '@callwright/flow-engine';
import { callInMemory, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import { flowSettings, type Json, nodeId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definitions } from '../index.js';
import { definition, LoopConfig } from './definition.js';

type Config = Readonly<Record<string, Json>>;
const coverage = new NodeCoverage('loop');
const call = (config: Config, input: Config = {}) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { 'go-round': ['loop', config], tell: ['say', { text: '{{ round }}: {{ item }}' }], bye: ['hangup'] },
        lines: [
          ['go-round', 'each', 'tell'],
          ['tell', 'done', 'go-round'],
          ['go-round', 'done', 'bye'],
        ],
      }),
      nodeTypes,
      input,
    }),
  );
const count = (times: string, input?: Config) => call({ times }, input).heard.length;
const items = (list: string, input: Config, more: Config = {}) => call({ over: 'list', list, ...more }, input).heard;

describe('loop', () => {
  it('goes round as often as it is told, counting from 1', () => {
    const { heard, exits, vars } = call({ times: '3' });
    expect(heard).toEqual(['1:', '2:', '3:']);
    expect(exits.filter((exit) => exit.startsWith('go-round'))).toEqual([
      'go-round.each',
      'go-round.each',
      'go-round.each',
      'go-round.done',
    ]);
    expect(vars).toMatchObject({ round: 3, 'loop_go-round': null });
  });

  it('goes round as often as a variable says; not at all for what is no number', () => {
    expect(count('order.tries', { order: { tries: 2 } })).toBe(2);
    expect(count('tries', { tries: '2' })).toBe(2);
    expect(count('tries', { tries: 'two' })).toBe(0);
    expect(count('tries')).toBe(0);
    expect(count('0')).toBe(0);
    expect(count('-1')).toBe(0);
    expect(count('((')).toBe(0);
  });

  it('goes round once for each item', () => {
    expect(items('order.items', { order: { items: ['a', 'b'] } })).toEqual(['1: a', '2: b']);
    expect(items('text', { text: 'a, b,, c' })).toEqual(['1: a', '2: b', '3: c']);
    expect(items('one', { one: { name: 'x' } })).toHaveLength(1);
    expect(items('never', {})).toEqual([]);
    expect(items('empty', { empty: [] })).toEqual([]);
  });

  it('leaves out the rest of a list that is too long', () => {
    expect(items('list', { list: ['a', 'b', 'c'] }, { atMost: 2 })).toEqual(['1: a', '2: b']);
  });

  it('remembers nothing it is not asked to', () => {
    const { vars } = call({ over: 'list', list: 'list', itemAs: '', indexAs: '' }, { list: ['a'] });
    expect(Object.keys(vars).sort()).toEqual(['call', 'list', 'loop_go-round']);
  });

  it('begins anew each time, inside another loop', () => {
    const flow = drawFlow({
      steps: {
        rows: ['loop', { times: '2', indexAs: 'row' }],
        cells: ['loop', { over: 'list', list: 'letters', itemAs: 'cell', indexAs: '' }],
        tell: ['say', { text: '{{ row }}{{ cell }}' }],
        bye: ['hangup'],
      },
      lines: [
        ['rows', 'each', 'cells'],
        ['cells', 'each', 'tell'],
        ['tell', 'done', 'cells'],
        ['cells', 'done', 'rows'],
        ['rows', 'done', 'bye'],
      ],
    });
    const record = coverage.add(callInMemory({ flow, nodeTypes, input: { letters: ['a', 'b', 'c'] } }));
    expect(record.heard).toEqual(['1a', '1b', '1c', '2a', '2b', '2c']);
  });

  it('goes on where a call left it that has been elsewhere', () => {
    const flow = drawFlow({
      steps: {
        three: ['loop', { times: '3' }],
        which: ['branch', { rules: [{ id: 'second', comparisons: [{ variable: 'round', value: '2' }] }] }],
        away: ['say', { text: 'Away.' }],
        tell: ['say', { text: '{{ round }}' }],
        bye: ['hangup'],
      },
      lines: [
        ['three', 'each', 'which'],
        ['which', 'second', 'away'],
        ['which', 'otherwise', 'tell'],
        ['tell', 'done', 'three'],
        ['away', 'done', 'three'],
        ['three', 'done', 'bye'],
      ],
    });
    expect(coverage.add(callInMemory({ flow, nodeTypes })).heard).toEqual(['1', 'Away.', '3']);
  });

  it('never goes round for ever, whatever is asked of it', () => {
    const flow = drawFlow({
      steps: { many: ['loop', { times: '1000000000' }], bye: ['hangup'] },
      lines: [
        ['many', 'each', 'many'],
        ['many', 'done', 'bye'],
      ],
    });
    const { path, instance } = coverage.add(callInMemory({ flow, nodeTypes }));
    expect(path).toHaveLength(500);
    expect(instance.status).toBe('failed');
  });

  it('tells a proof exactly when it goes on and what it counts', () => {
    const outcomes =
      definition.outcomes?.(LoopConfig.parse({ times: '2' }), flowSettings.parse({}), nodeId.parse('a-b')) ?? [];
    const first = (vars: Config) => outcomes.find(({ when }) => when && evaluateCondition(when, vars))?.exit;
    expect(outcomes.map(({ exit, sets }) => [exit, sets])).toEqual([
      [
        'each',
        {
          'loop_a-b': { is: 'expression', expression: 'default(`loop_a-b`, 0) + 1' },
          round: { is: 'expression', expression: 'default(`loop_a-b`, 0) + 1' },
        },
      ],
      ['done', { 'loop_a-b': { is: 'value', value: null } }],
    ]);
    const states: readonly Config[] = [{}, { 'loop_a-b': 1 }, { 'loop_a-b': 2 }, { 'loop_a-b': null }];
    expect(states.map(first)).toEqual(['each', 'each', 'done', 'each']);
  });

  it('is proved to come to an end, and to go round before it does', () => {
    const flow = drawFlow({
      steps: { three: ['loop'], tell: ['say', { text: '{{ round }}' }], bye: ['hangup', { text: '{{ round }}' }] },
      lines: [
        ['three', 'each', 'tell'],
        ['tell', 'done', 'three'],
        ['three', 'done', 'bye'],
      ],
    });
    expect(checkFlow(flow, definitions)).toEqual([]);
  });

  it('is proved to come to an end also when nobody knows how long the list is', () => {
    const flow = drawFlow({
      steps: {
        each: ['loop', { over: 'list', list: 'items', atMost: 5 }],
        tell: ['say', { text: '{{ item }}' }],
        bye: ['hangup', { text: 'Bye.' }],
      },
      lines: [
        ['each', 'each', 'tell'],
        ['tell', 'done', 'each'],
        ['each', 'done', 'bye'],
      ],
      settings: { variables: [{ name: 'items', type: 'list', input: true }] },
    });
    expect(checkFlow(flow, definitions)).toEqual([]);
  });

  it('tells a proof nothing of its items but that there is one', () => {
    const config = LoopConfig.parse({ over: 'list', list: 'items' });
    const [each] = definition.outcomes?.(config, flowSettings.parse({}), nodeId.parse('l')) ?? [];
    expect(each?.sets?.item).toEqual({ is: 'any' });
    expect(each?.when?.expression).toBe('default(loop_l, 0) < count(items) and default(loop_l, 0) < 20');
  });

  it('says what it goes through', () => {
    expect(definition.summary(LoopConfig.parse({}))).toBe('3 times');
    expect(definition.summary(LoopConfig.parse({ over: 'list', list: 'order.items' }))).toBe(
      'Each item of order.items',
    );
    expect(definition.summary(LoopConfig.parse({ over: 'list', itemAs: '' }))).toBe('Each item of ?');
  });

  it('must be told how often or through what, in words that can be read', () => {
    const messages = (config: Config) => definition.check?.(LoopConfig.parse(config)).map(({ message }) => message);
    expect(messages({})).toEqual([]);
    expect(messages({ times: '' })).toEqual(['It does not say how often.']);
    expect(messages({ over: 'list' })).toEqual(['It does not say which list.']);
    expect(messages({ times: '3 +' })).toHaveLength(1);
    expect(messages({ over: 'list', list: 'a', indexAs: 'item' })).toEqual([
      'Item and round are remembered under one name.',
    ]);
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
