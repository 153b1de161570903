import { definitionByType, flowTemplates } from '@callwright/nodes';
import type { FlowDocument } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { faceOf } from '../model/step-face';
import { tidyPlaces } from './tidy';

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
});
