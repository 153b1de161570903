import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cyclicNodes, type Graph, reachableNodes } from './graph.js';
import { fuzzRuns } from './testing/fuzz-runs.js';

const graph: Graph = new Map([
  ['start', ['a']],
  ['a', ['b', 'between']],
  ['b', ['a']],
  ['between', ['self']],
  ['self', ['self', 'end']],
  ['end', []],
  ['island', ['end']],
]);
const everywhere = new Set(graph.keys());

describe('reachableNodes', () => {
  it('finds all one can get to, and the start', () => {
    expect([...reachableNodes(graph, 'between')].sort()).toEqual(['between', 'end', 'self']);
    expect(reachableNodes(graph, 'start').has('island')).toBe(false);
  });

  it('reaches nothing from nowhere', () => {
    expect(reachableNodes(graph, 'gone').size).toBe(0);
  });
});

describe('cyclicNodes', () => {
  it('finds those on a circle, and none of those between two circles', () => {
    expect([...cyclicNodes(graph, everywhere)].sort()).toEqual(['a', 'b', 'self']);
  });

  it('leaves out circles that lead through other nodes', () => {
    expect([...cyclicNodes(graph, new Set(['a', 'self', 'end']))]).toEqual(['self']);
  });

  it('agrees with looking from each node whether it can be reached again', () => {
    const anyEdges = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 20 });
    const property = fc.property(anyEdges, fc.subarray([0, 1, 2, 3, 4, 5, 6, 7]), (edges, ids) => {
      const among = new Set(ids.map(String));
      const next = (id: string) => edges.filter(([from]) => String(from) === id).map(([, to]) => String(to));
      const within: Graph = new Map([...among].map((id) => [id, next(id).filter((to) => among.has(to))]));
      const any: Graph = new Map([0, 1, 2, 3, 4, 5, 6, 7].map((id) => [String(id), next(String(id))]));
      const returns = (id: string) => (within.get(id) ?? []).some((to) => reachableNodes(within, to).has(id));
      expect([...cyclicNodes(any, among)].sort()).toEqual([...among].filter(returns).sort());
    });
    fc.assert(property, { numRuns: fuzzRuns(500), seed: 1 });
  });

  it('takes a chain of any length, and a circle of any size', () => {
    const count = 20_000;
    const ids = Array.from({ length: count }, (_, at) => `n${at}`);
    const chain: Graph = new Map(ids.map((id, at) => [id, at + 1 < count ? [`n${at + 1}`] : []]));
    expect(cyclicNodes(chain, new Set(ids)).size).toBe(0);
    const circle: Graph = new Map(ids.map((id, at) => [id, [`n${(at + 1) % count}`]]));
    expect(cyclicNodes(circle, new Set(ids)).size).toBe(count);
  });
});
