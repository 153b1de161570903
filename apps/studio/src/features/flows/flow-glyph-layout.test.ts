import { definitionByType, emptyDocument, flowTemplates } from '@callwright/nodes';
import { describe, expect, it } from 'vitest';
import { glyphOf } from './flow-glyph-layout';

describe('the drawing of a flow', () => {
  it.each(flowTemplates.map(({ id, document }) => [id, document] as const))(
    '%s fits into its frame, from left to right',
    (_, document) => {
      const { steps, wires } = glyphOf(document, definitionByType);
      expect(steps.length).toBeGreaterThan(0);
      for (const { x, y } of steps) {
        expect(x).toBeGreaterThan(40);
        expect(x).toBeLessThan(245);
        expect(y).toBeGreaterThan(10);
        expect(y).toBeLessThan(86);
      }
      for (const { from, to } of wires) expect(to.x).toBeGreaterThan(from.x);
    },
  );
  it('is only the start for an empty flow', () => {
    expect(glyphOf(emptyDocument(), definitionByType)).toMatchObject({ steps: [], wires: [] });
  });
});
