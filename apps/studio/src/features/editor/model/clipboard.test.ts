import { FLOW_SCHEMA, type FlowDocument, flowSettings, type NodeId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { apply } from './apply';
import { copySteps, pasteSteps } from './clipboard';

const id = (text: string) => text as NodeId;
const document: FlowDocument = {
  flow: {
    schema: FLOW_SCHEMA,
    start: id('a'),
    nodes: [
      { id: id('a'), type: 'say', name: 'Welcome', config: { text: 'Hello' } },
      { id: id('b'), type: 'menu', name: 'Menu', config: {} },
      { id: id('c'), type: 'hangup', name: 'Bye', config: {} },
    ],
    edges: [
      { from: id('a'), exit: 'done', to: id('b') },
      { from: id('b'), exit: 'one', to: id('c') },
    ],
    settings: flowSettings.parse({}),
  },
  layout: { nodes: { a: { x: 100, y: 50 }, b: { x: 400, y: 80 }, c: { x: 700, y: 0 } }, notes: [] },
};
const counting = () => {
  let count = 0;
  return () => `new${++count}`;
};

describe('copy and paste', () => {
  it('pastes steps with new ids, free names, their settings and the wires between them', () => {
    const command = pasteSteps(document, copySteps(document, ['a', 'b']), { newId: counting() });
    const after = command && apply(document, command).document;
    expect(after?.flow.nodes.slice(3)).toEqual([
      { id: 'new1', type: 'say', name: 'Welcome 2', config: { text: 'Hello' } },
      { id: 'new2', type: 'menu', name: 'Menu 2', config: {} },
    ]);
    expect(after?.flow.edges.slice(2)).toEqual([{ from: 'new1', exit: 'done', to: 'new2' }]);
    expect(after?.layout.nodes).toMatchObject({ new1: { x: 140, y: 90 }, new2: { x: 440, y: 120 } });
  });

  it('puts the top left of what is pasted where it was asked for', () => {
    const command = pasteSteps(document, copySteps(document, ['a', 'b']), { newId: counting(), at: { x: 0, y: 0 } });
    expect(command?.parts.positions.map(({ value }) => value)).toEqual([
      ['new1', { x: 0, y: 0 }],
      ['new2', { x: 300, y: 30 }],
    ]);
  });

  it('finds nothing to paste in other texts', () => {
    for (const text of ['', 'hello', '{"nodes":[]}', '[1,2]', '{"callwright":"steps","nodes":[]}'])
      expect(pasteSteps(document, text, { newId: counting() })).toBeUndefined();
  });
});
