import { FLOW_SCHEMA, type FlowDocument, flowSettings, type NodeId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { apply } from './apply';
import { removeJoining } from './remove-joining';

const flowOf = (start: string, ...edges: readonly string[]): FlowDocument => {
  const wires = edges.map((edge) => {
    const [from, exit, to] = edge.split(' ') as [NodeId, string, NodeId];
    return { from, exit, to };
  });
  const ids = [...new Set([start as NodeId, ...wires.flatMap(({ from, to }) => [from, to])])];
  return {
    flow: {
      schema: FLOW_SCHEMA,
      start: start as NodeId,
      nodes: ids.map((id) => ({ id, type: 'say', name: id, config: {} })),
      edges: wires,
      settings: flowSettings.parse({}),
    },
    layout: { nodes: {}, notes: [] },
  };
};
const edgesAfter = (document: FlowDocument, ...gone: string[]) =>
  apply(document, removeJoining(document, gone)).document.flow.edges.map(
    ({ from, exit, to }) => `${from} ${exit} ${to}`,
  );

describe('delete and join up', () => {
  it('joins what came before with what came after', () => {
    expect(edgesAfter(flowOf('a', 'a x b', 'b y c'), 'b')).toEqual(['a x c']);
  });
  it('passes over a whole row of steps', () => {
    expect(edgesAfter(flowOf('a', 'a x b', 'b y c', 'c z d'), 'b', 'c')).toEqual(['a x d']);
  });
  it('leaves the way open where the step parted', () => {
    expect(edgesAfter(flowOf('a', 'a x b', 'b y c', 'b z d'), 'b')).toEqual([]);
  });
  it('does not go round for ever', () => {
    expect(edgesAfter(flowOf('a', 'a x b', 'b y c', 'c z b'), 'b', 'c')).toEqual([]);
  });
  it('lets the call begin at what followed the first step', () => {
    const document = flowOf('a', 'a x b');
    expect(apply(document, removeJoining(document, ['a'])).document.flow.start).toBe('b');
  });
});
