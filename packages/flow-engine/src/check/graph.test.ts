import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzRuns } from '../testing/fuzz-runs.js';
import { type Graph, loopsOf, reachableNodes } from './graph.js';

const graph: Graph = new Map([
  ['start', ['a']],
  ['a', ['b', 'between']],
  ['b', ['a']],
  ['between', ['self']],
  ['self', ['self', 'end']],
  ['end', []],
  ['island', ['end']],
]);
const inLoops = (some: Graph) => loopsOf(some).flat().sort();

describe('reachableNodes', () => {
  it('finds all one can get to, and the start', () => {
    expect([...reachableNodes(graph, 'between')].sort()).toEqual(['between', 'end', 'self']);
    expect(reachableNodes(graph, 'start').has('island')).toBe(false);
  });

  it('reaches nothing from nowhere', () => {
    expect(reachableNodes(graph, 'gone').size).toBe(0);
  });
});

describe('loopsOf', () => {
  it('finds each loop by itself, and nothing of what is between two loops', () => {
    expect(loopsOf(graph).map((ids) => [...ids].sort())).toEqual([['a', 'b'], ['self']]);
  });

  it('agrees with looking from each node whether it can be reached again', () => {
    const anyEdges = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 20 });
    const property = fc.property(anyEdges, (edges) => {
      const next = (id: string) => edges.filter(([from]) => String(from) === id).map(([, to]) => String(to));
      const any: Graph = new Map([0, 1, 2, 3, 4, 5, 6, 7].map((id) => [String(id), next(String(id))]));
      const returns = (id: string) => (any.get(id) ?? []).some((to) => reachableNodes(any, to).has(id));
      expect(inLoops(any)).toEqual([...any.keys()].filter(returns));
    });
    fc.assert(property, { numRuns: fuzzRuns(500), seed: 1 });
  });

  it('takes a chain of any length, and a loop of any size', () => {
    const count = 20_000;
    const ids = Array.from({ length: count }, (_, at) => `n${at}`);
    const chain: Graph = new Map(ids.map((id, at) => [id, at + 1 < count ? [`n${at + 1}`] : []]));
    expect(loopsOf(chain)).toEqual([]);
    const circle: Graph = new Map(ids.map((id, at) => [id, [`n${(at + 1) % count}`]]));
    expect(loopsOf(circle)[0]?.length).toBe(count);
  });
});
