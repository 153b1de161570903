import { checkFlow, proveFlow } from '@callwright/flow-engine';
import { type CallOptions, callInMemory, drawFlow, eventsOf, NodeCoverage } from '@callwright/flow-engine/testing';
import { type FlowDefinition, flowSettings, type Json, nodeId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definitions } from '../index.js';
import { definition, SubflowConfig } from './definition.js';

const config = {
  flow: 'payment',
  inputs: [
    { name: 'amount', value: '{{ order.total }}' },
    { name: 'items', value: '{{ order.items }}' },
    { name: 'words', value: 'for {{ order.total }} euro' },
  ],
  outputs: [{ name: 'receipt', saveAs: 'paper' }],
  outcomes: ['paid', 'done'],
};
const payment = (outcome: string): FlowDefinition =>
  drawFlow({
    steps: {
      note: [
        'set',
        { assignments: [{ name: 'receipt', value: 'R{{ amount | plus: 1 }}/{{ items | size }} {{ words }}' }] },
      ],
      back: ['return', { outcome }],
    },
    lines: [['note', 'done', 'back']],
    settings: {
      variables: [
        { name: 'amount', type: 'number', input: true },
        { name: 'items', type: 'list', input: true },
        { name: 'receipt', type: 'text', output: true },
      ],
    },
  });
const coverage = new NodeCoverage('subflow');
const call = (
  library: Readonly<Record<string, FlowDefinition>>,
  change: Readonly<Record<string, Json>> = {},
  options: Partial<CallOptions> = {},
) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { pay: ['subflow', { ...config, ...change }], bye: ['hangup'] },
        lines: ['paid', 'done', 'failed'].map((exit) => ['pay', exit, 'bye'] as const),
      }),
      nodeTypes,
      library: new Map(Object.entries(library)),
      input: { order: { total: 41, items: ['a', 'b'] } },
      ...options,
    }),
  );

describe('subflow', () => {
  it('hands over what is asked, takes back what is given, and goes on by the outcome', () => {
    const { exits, vars } = call({ payment: payment('paid') });
    expect(exits).toEqual(['note.done', 'back.paid', 'pay.paid']);
    expect(vars).toMatchObject({ paper: 'R42/2 for 41 euro' });
    expect(Object.keys(vars).sort()).toEqual(['call', 'order', 'paper']);
  });

  it('lets the called flow know the call', () => {
    const hello = drawFlow({
      steps: { hello: ['say', { text: 'Hello {{ call.from }}{{ order.total }}.' }], back: ['return'] },
      lines: [['hello', 'done', 'back']],
    });
    expect(call({ payment: hello }, { inputs: [] }, { from: '+49123' })).toMatchObject({
      heard: ['Hello +49123.'],
      exits: ['hello.done', 'back.done', 'pay.done'],
    });
  });

  it('runs the version it is pinned to', () => {
    const library = { payment: payment('paid'), 'payment@2': payment('done') };
    expect(call(library).exits.at(-1)).toBe('pay.paid');
    expect(call(library, { version: 2 }).exits.at(-1)).toBe('pay.done');
  });

  it.each<[string, Readonly<Record<string, FlowDefinition>>, Readonly<Record<string, Json>>]>([
    ['the flow does not exist', {}, {}],
    ['the version does not exist', { payment: payment('paid') }, { version: 9 }],
    ['no flow is chosen', { payment: payment('paid') }, { flow: '' }],
    ['a value does not fit', { payment: payment('paid') }, { inputs: [{ name: 'amount', value: 'much' }] }],
    ['the outcome has no way out', { payment: payment('stolen') }, {}],
  ])('fails when %s', (_, library, change) => {
    expect(call(library, change).exits.at(-1)).toBe('pay.failed');
  });

  it('fails when flows call each other without end', () => {
    const loop = drawFlow({ steps: { pay: ['subflow', { flow: 'payment' }] } });
    const { exits, journal } = call({ payment: loop });
    expect(exits.at(-1)).toBe('pay.failed');
    expect(JSON.stringify(journal)).toContain('flow.tooDeep');
  });

  it('ends with the call, in the middle of the called flow', () => {
    const long = drawFlow({ steps: { hello: ['say', { text: 'Hello, hello, hello.' }] } });
    const { instance, journal } = call(
      { payment: long },
      { inputs: [] },
      { script: (caller) => caller.hangsUp({ afterMs: 100 }) },
    );
    expect(instance.status).toBe('finished');
    expect(eventsOf(journal, 'hangup')).toHaveLength(1);
  });

  it('tells a proof its flow, what it reads, and that outputs are set', () => {
    const parsed = SubflowConfig.parse(config);
    expect(definition.subflow?.(parsed)).toBe('payment');
    expect(definition.subflow?.({ ...parsed, version: 3 })).toBe('payment@3');
    expect(definition.subflow?.(SubflowConfig.parse({}))).toBeNull();
    expect(definition.reads?.(parsed)).toEqual(['order.total', 'order.items', 'order.total']);
    expect(definition.outcomes?.(parsed, flowSettings.parse({}), nodeId.parse('pay'))).toEqual([
      { exit: 'paid', sets: { paper: { is: 'any' } } },
      { exit: 'done', sets: { paper: { is: 'any' } } },
      { exit: 'failed' },
    ]);
    expect(definition.summary({ ...parsed, version: 3 })).toBe('payment@3');
    expect(definition.summary(SubflowConfig.parse({}))).toBe('?');
  });

  it('names its ways out by the outcomes', () => {
    expect(definition.exits(SubflowConfig.parse(config)).map(({ label }) => label)).toEqual([
      'paid',
      'Then',
      'Something fails',
    ]);
  });

  it('finds what is not filled in', () => {
    const messages = (change: Readonly<Record<string, Json>>) =>
      definition.check?.(SubflowConfig.parse({ ...config, ...change })).map(({ message }) => message);
    expect(messages({})).toEqual([]);
    expect(messages({ flow: '' })).toEqual(['It does not say which flow.']);
    expect(messages({ inputs: [{}] })).toEqual(['An input has no name.']);
    expect(messages({ inputs: [{ name: 'a', value: '{{ b' }] })?.[0]).toContain('not closed');
    expect(messages({ outputs: [{ name: 'a' }] })).toEqual(['An output is not filled in.']);
    expect(messages({ outcomes: ['failed'] })?.[0]).toContain('"failed"');
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));

  it('tells a check what it hands over and takes back', () => {
    const flow = drawFlow({
      steps: {
        pay: ['subflow', { ...config, inputs: [{ name: 'amount', value: '41' }] }],
        bye: ['hangup', { text: 'Bye.' }],
      },
      lines: ['paid', 'done'].map((exit) => ['pay', exit, 'bye'] as const),
    });
    const called = payment('paid');
    const declared = { ...called, settings: { ...called.settings, outcomes: ['paid'] } };
    const problems = checkFlow(flow, definitions, { library: new Map([['payment', declared]]) });
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ['missingInput', 'The flow that is called needs "items".'],
    ]);
    expect(definition.passes?.(SubflowConfig.parse(config))).toEqual({
      inputs: { amount: '{{ order.total }}', items: '{{ order.items }}', words: 'for {{ order.total }} euro' },
      outputs: { paper: 'receipt' },
    });
  });

  it('tells a check that an unset variable is handed over as none', () => {
    const asks = drawFlow({
      steps: {
        known: ['branch', { rules: [{ id: 'yes', expression: 'isSet(name)' }] }],
        hello: ['say', { text: 'Hello {{ name }}.' }],
        back: ['return'],
      },
      lines: [
        ['known', 'yes', 'hello'],
        ['known', 'otherwise', 'back'],
        ['hello', 'done', 'back'],
      ],
      settings: { variables: [{ name: 'name', type: 'text', input: true, initial: '', output: true }] },
    });
    const flow = drawFlow({
      steps: {
        greet: ['subflow', { flow: 'asks', inputs: [{ name: 'name', value: '{{ caller }}' }], outputs: [] }],
        bye: ['hangup', { text: 'Bye.' }],
      },
      lines: [['greet', 'done', 'bye']],
      settings: { variables: [{ name: 'caller', type: 'text' }] },
    });
    const library = new Map([['asks', asks]]);
    const { path } = callInMemory({ flow, nodeTypes, library });
    expect(path).toEqual(['greet', 'known', 'back', 'bye']);
    const { states } = proveFlow(flow, definitions, { library });
    expect(states).toBe(path.length);
  });

  it('is proved to go on by its failure where the flow it calls is not there', () => {
    const flow = drawFlow({
      steps: { gone: ['subflow', { flow: 'gone' }], bye: ['hangup', { text: 'Bye.' }] },
      lines: [
        ['gone', 'done', 'bye'],
        ['gone', 'failed', 'bye'],
      ],
    });
    expect(callInMemory({ flow, nodeTypes }).path).toEqual(['gone', 'bye']);
    expect(checkFlow(flow, definitions, { library: new Map() }).map(({ code }) => code)).toEqual(['unknownFlow']);
  });
});
