import type { FlowDocument } from '@callwright/protocol';
import type { Point } from '../model/command';

/** How large a step is drawn, in canvas pixels. */
export type Size = { readonly width: number; readonly height: number };

const USUAL: Size = { width: 240, height: 180 };
const GAP = { between: 40, layers: 90 } as const;

/**
 * New places for the steps: in layers from left to right, ways out in their order from top to bottom.
 * The layout library is loaded at the first use.
 * @param sizes as drawn; steps that were never drawn count as of usual size
 * @param exitsOf names of the ways out of a step, top first
 */
export const tidyPlaces = async (
  { flow, layout }: FlowDocument,
  sizes: ReadonlyMap<string, Size>,
  exitsOf: (nodeId: string) => readonly string[],
): Promise<Readonly<Record<string, Point>>> => {
  const { default: Elk } = await import('elkjs/lib/elk.bundled.js');
  const ids = new Set<string>(flow.nodes.map(({ id }) => id));
  const graph = await new Elk().layout({
    id: 'flow',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.spacing.nodeNode': String(GAP.between),
      'elk.layered.spacing.nodeNodeBetweenLayers': String(GAP.layers),
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
      'elk.separateConnectedComponents': 'true',
    },
    children: flow.nodes.map(({ id }) => ({
      id,
      ...(sizes.get(id) ?? USUAL),
      layoutOptions: { 'elk.portConstraints': 'FIXED_ORDER' },
      // Ports are numbered clockwise from the top left: those on the right go down, the one on the left comes last.
      ports: [
        ...exitsOf(id).map((exit, index) => ({
          id: `${id}:${exit}`,
          layoutOptions: { 'elk.port.side': 'EAST', 'elk.port.index': String(index) },
        })),
        { id: `${id}:/in`, layoutOptions: { 'elk.port.side': 'WEST', 'elk.port.index': '1000' } },
      ],
    })),
    edges: flow.edges
      .filter(({ from, exit, to }) => ids.has(from) && ids.has(to) && exitsOf(from).includes(exit))
      .map(({ from, exit, to }) => ({
        id: `${from}:${exit}:${to}`,
        sources: [`${from}:${exit}`],
        targets: [`${to}:/in`],
      })),
  });
  return placesFrom(graph.children ?? [], firstPlace({ flow, layout } as FlowDocument));
};

// The first step stays where it is, so that the flow does not jump away.
const firstPlace = ({ flow, layout }: FlowDocument): { readonly nodeId: string | null; readonly at: Point } => ({
  nodeId: flow.start,
  at: (flow.start && layout.nodes[flow.start]) || { x: 260, y: 180 },
});

const placesFrom = (
  children: readonly { readonly id: string; readonly x?: number; readonly y?: number }[],
  first: ReturnType<typeof firstPlace>,
): Readonly<Record<string, Point>> => {
  const anchor = children.find(({ id }) => id === first.nodeId) ?? children[0];
  const shift = { x: first.at.x - (anchor?.x ?? 0), y: first.at.y - (anchor?.y ?? 0) };
  return Object.fromEntries(
    children.map(({ id, x = 0, y = 0 }) => [id, { x: toGrid(x + shift.x), y: toGrid(y + shift.y) }]),
  );
};

const toGrid = (value: number): number => Math.round(value / 10) * 10;
