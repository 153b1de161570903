import { definitionByType } from '@callwright/nodes';
import { FLOW_SCHEMA, type FlowDefinition, type FlowNode, flowSettings, type NodeId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { isSayable, variablesOf } from './variables';

const step = (type: string, config: FlowNode['config']): FlowNode => ({ id: type as NodeId, type, name: type, config });
const flow = (nodes: FlowNode[], variables: unknown[] = []): FlowDefinition => ({
  schema: FLOW_SCHEMA,
  start: null,
  nodes,
  edges: [],
  settings: flowSettings.parse({ variables }),
});
const namesIn = (one: FlowDefinition) =>
  variablesOf(one, definitionByType)
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('call.'));

describe('what a flow may know', () => {
  it('are the variables it declares, with their kinds, then what its steps remember', () => {
    const one = flow(
      [step('set', { assignments: [{ name: 'visits', value: '1', kind: 'number' }] })],
      [{ name: 'card', type: 'secret' }],
    );
    expect(variablesOf(one, definitionByType)).toEqual([
      { name: 'call.from', from: undefined },
      { name: 'call.to', from: undefined },
      { name: 'card', from: undefined, type: 'secret' },
      { name: 'visits', from: 'set' },
    ]);
  });

  it('is the choice and the words of a menu, but the value itself of other questions', () => {
    expect(namesIn(flow([step('menu', { saveAs: 'wish' })]))).toEqual(['wish.choice', 'wish.said']);
    expect(namesIn(flow([step('collect', { saveAs: 'digits' })]))).toEqual(['digits']);
    expect(namesIn(flow([step('listen', { saveAs: 'day', listensFor: 'date' })]))).toEqual(['day']);
    expect(namesIn(flow([step('listen', { saveAs: 'who', listensFor: 'choices' })]))).toEqual([
      'who.choice',
      'who.said',
    ]);
  });

  it('is what services, other flows and agents give', () => {
    const http = step('http', { results: [{ path: 'a.b', as: 'total' }] });
    const subflow = step('subflow', {
      inputs: [{ name: 'account', value: '1' }],
      outputs: [{ name: 'x', saveAs: 'paid' }],
    });
    const agent = step('agent', { slots: [{ name: 'reason' }], exits: [{ id: 'done', label: 'Done' }] });
    expect(namesIn(flow([http, subflow, agent]))).toEqual(['total', 'paid', 'reason']);
  });

  it('may be said unless it is a secret', () => {
    const [first, second] = variablesOf(
      flow(
        [],
        [
          { name: 'card', type: 'secret' },
          { name: 'name', type: 'text' },
        ],
      ),
      definitionByType,
    ).slice(2);
    expect([first, second].map((one) => one && isSayable(one))).toEqual([false, true]);
  });
});
