import { definitionByType, flowTemplates } from '@callwright/nodes';
import type { FlowDocument } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { apply } from '../model/apply';
import { faceOf } from '../model/step-face';
import { sizeNearBy, tidyPlaces } from './tidy';

const document = flowTemplates.find(({ id }) => id === 'menu')?.document as FlowDocument;
const size = { width: 240, height: 200 };
const exitsOf = (nodeId: string) => {
  const node = document.flow.nodes.find(({ id }) => id === nodeId);
  return node ? faceOf(node, definitionByType).exits.map(({ name }) => name) : [];
};

describe('tidy up', () => {
  it('goes from left to right, keeps the first step in its place and lets no two cards touch', async () => {
    const sizes = new Map(document.flow.nodes.map(({ id }) => [id as string, size]));
    const places = await tidyPlaces(document, sizes, exitsOf);
    expect(Object.keys(places).sort()).toEqual(document.flow.nodes.map(({ id }) => id).sort());
    expect(places.welcome).toEqual(document.layout.nodes.welcome);
    for (const { from, to } of document.flow.edges)
      expect(places[to]?.x).toBeGreaterThan((places[from]?.x ?? 0) + size.width);
    const all = Object.values(places);
    for (const [index, a] of all.entries())
      for (const b of all.slice(index + 1))
        expect(Math.abs(a.x - b.x) >= size.width || Math.abs(a.y - b.y) >= size.height).toBe(true);
  });

  it('keeps the answers of a menu in their order from top to bottom', async () => {
    const { booking, billing, hours } = await tidyPlaces(document, new Map(), exitsOf);
    expect(booking?.y).toBeLessThan(billing?.y ?? 0);
    expect(billing?.y).toBeLessThan(hours?.y ?? 0);
  });

  it('puts a step from which the caller comes back behind the one they come back to', async () => {
    const back = apply(document, { command: 'connect', from: 'hours', exit: 'done', to: 'main' }).document;
    const { welcome, main, hours } = await tidyPlaces(back, new Map(), exitsOf);
    expect(welcome?.x).toBeLessThan(main?.x ?? 0);
    expect(main?.x).toBeLessThan(hours?.x ?? 0);
  });

  it('leaves room for the call that comes in, also where steps stand alone', async () => {
    const second = document.flow.nodes[1];
    const others = document.flow.nodes.filter((node) => node !== second);
    const alone: FlowDocument = { ...document, flow: { ...document.flow, start: second?.id ?? null, edges: [] } };
    const sizes = new Map(document.flow.nodes.map(({ id }) => [id as string, size]));
    const places = await tidyPlaces(alone, sizes, exitsOf);
    const start = places[second?.id ?? ''] ?? { x: 0, y: 0 };
    const pill = { left: start.x - 190, right: start.x, top: start.y, bottom: start.y + 44 };
    for (const { id } of others) {
      const { x = 0, y = 0 } = places[id] ?? {};
      const isBeside =
        x >= pill.right || x + size.width <= pill.left || y >= pill.bottom || y + size.height <= pill.top;
      expect(isBeside, id).toBe(true);
    }
  });
});

describe('the size of a step near by', () => {
  it('grows with ways out and with words, up to what a card shows', () => {
    expect(sizeNearBy('', 2).height - sizeNearBy('', 1).height).toBe(26);
    expect(sizeNearBy('one two three '.repeat(8), 0).height).toBeGreaterThan(sizeNearBy('one', 0).height);
    expect(sizeNearBy('x'.repeat(5000), 0)).toEqual(sizeNearBy('x'.repeat(500), 0));
  });
});
