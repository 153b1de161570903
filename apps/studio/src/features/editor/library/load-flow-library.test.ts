import { definitionByType } from '@callwright/nodes';
import { flowDefinition } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { keysCalledBy, loadFlowLibrary, readFlowKey } from './load-flow-library';

const flowThatCalls = (...calls: readonly { readonly flow: string; readonly version?: number }[]) =>
  flowDefinition.parse({
    schema: 2,
    start: null,
    nodes: calls.map((config, at) => ({ id: `call-${at}`, type: 'subflow', name: `Call ${at}`, config })),
    edges: [],
    settings: {},
  });

describe('the library of a flow', () => {
  it('has the flows it calls and those that they call, each looked for once', async () => {
    const flows = new Map([
      ['hours', flowThatCalls({ flow: 'holidays', version: 3 })],
      ['holidays@3', flowThatCalls({ flow: 'hours' })],
    ]);
    const asked: string[] = [];
    const find = async (key: string) => {
      asked.push(key);
      return flows.get(key) ?? null;
    };
    const library = await loadFlowLibrary(flowThatCalls({ flow: 'hours' }, { flow: 'gone' }), definitionByType, find);
    expect([...library.keys()]).toEqual(['hours', 'holidays@3']);
    expect(asked).toEqual(['hours', 'gone', 'holidays@3']);
  });

  it('names each flow that is called once', () => {
    expect(keysCalledBy(flowThatCalls({ flow: 'a' }, { flow: 'a' }, { flow: 'b' }), definitionByType)).toEqual([
      'a',
      'b',
    ]);
  });

  it('reads the version a key is pinned to', () => {
    expect(readFlowKey('hours')).toEqual({ flowId: 'hours', version: null });
    expect(readFlowKey('hours@12')).toEqual({ flowId: 'hours', version: 12 });
  });
});
