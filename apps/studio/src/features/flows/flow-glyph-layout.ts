import type { NodeDefinition, NodeFamily } from '@callwright/flow-engine';
import type { FlowDocument } from '@callwright/protocol';

type Point = { readonly x: number; readonly y: number };
/** A step of the drawing. */
export type GlyphStep = Point & { readonly id: string; readonly family: NodeFamily };
/** A flow as a drawing of 252 by 96. */
export type Glyph = {
  readonly start: Point;
  readonly steps: readonly GlyphStep[];
  readonly wires: readonly { readonly from: Point; readonly to: Point }[];
};

const MIDDLE = 48;
const START: Point = { x: 14, y: MIDDLE };
const FIRST_X = 62;
const LAST_X = 238;
const WIDEST_STEP = 60;
const ROW_HEIGHT = 27;
const MOST_ROWS = 3;
const MOST_COLUMNS = 5;

/** Where each step of a flow stands in its drawing: by how many steps a caller is away from it. Large flows are cut. */
export const glyphOf = ({ flow }: FlowDocument, definitions: ReadonlyMap<string, NodeDefinition>): Glyph => {
  const columns = columnsOf(flow);
  const width = Math.min(WIDEST_STEP, (LAST_X - FIRST_X) / Math.max(1, columns.length - 1));
  const places = new Map<string, Point>();
  for (const [column, ids] of columns.entries()) {
    for (const [row, id] of ids.entries())
      places.set(id, { x: FIRST_X + column * width, y: MIDDLE + (row - (ids.length - 1) / 2) * ROW_HEIGHT });
  }
  const steps = flow.nodes.flatMap(({ id, type }): GlyphStep[] => {
    const place = places.get(id);
    return place ? [{ id, family: definitions.get(type)?.family ?? 'data', ...place }] : [];
  });
  const first = flow.start === null ? undefined : places.get(flow.start);
  const wires = flow.edges.flatMap(({ from, to }) => {
    const ends = { from: places.get(from), to: places.get(to) };
    return ends.from && ends.to && ends.to.x > ends.from.x ? [{ from: ends.from, to: ends.to }] : [];
  });
  const unique = new Map(wires.map((wire) => [JSON.stringify(wire), wire]));
  return { start: START, steps, wires: [...(first ? [{ from: START, to: first }] : []), ...unique.values()] };
};

const columnsOf = (flow: FlowDocument['flow']): readonly (readonly string[])[] => {
  const columns: string[][] = [];
  const seen = new Set<string>();
  let next: string[] = flow.start === null ? [] : [flow.start];
  while (next.length > 0 && columns.length < MOST_COLUMNS) {
    const column = next.filter((id) => !seen.has(id)).slice(0, MOST_ROWS);
    for (const id of column) seen.add(id);
    if (column.length > 0) columns.push(column);
    const here = new Set(column);
    next = [...new Set(flow.edges.filter(({ from }) => here.has(from)).map(({ to }) => to as string))].filter(
      (id) => !seen.has(id),
    );
  }
  return columns;
};
