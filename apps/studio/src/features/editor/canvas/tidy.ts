import type { FlowDocument } from '@callwright/protocol';
import type { Point } from '../model/command';

/** How large a step is drawn, in canvas pixels. */
export type Size = { readonly width: number; readonly height: number };

const USUAL: Size = { width: 240, height: 180 };
const GAP = { between: 40, layers: 90 } as const;

/** The pill before the first step, which takes its place from that step. Ids of steps hold no slash. */
const START = { id: '/start', width: 100, height: 44 } as const;

/** What a card takes when its words are drawn: head, line of words, its length and frame, way out. */
const CARD = { width: 254, head: 44, line: 19, lines: 6, lettersOfLine: 28, foot: 42, exit: 26 } as const;

/** How large a step is drawn near by, reckoned: from afar cards are drawn smaller, and tidied they would overlap. */
export const sizeNearBy = (words: string, exits: number): Size => {
  const lines = words
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / CARD.lettersOfLine)), 0);
  const wordsHeight = words === '' ? 0 : Math.min(CARD.lines, lines) * CARD.line;
  return { width: CARD.width, height: CARD.head + wordsHeight + CARD.foot + exits * CARD.exit };
};

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
  const hasStart = flow.start !== null && ids.has(flow.start);
  const graph = await new Elk().layout({
    id: 'flow',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.spacing.nodeNode': String(GAP.between),
      'elk.layered.spacing.nodeNodeBetweenLayers': String(GAP.layers),
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      // A way back to an earlier step stays one, whichever other order had fewer of them.
      'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
      'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
      'elk.separateConnectedComponents': 'true',
    },
    children: [
      ...(hasStart
        ? [{ ...START, ports: [{ id: `${START.id}:out`, layoutOptions: { 'elk.port.side': 'EAST' } }] }]
        : []),
      ...flow.nodes.map(({ id }) => ({
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
    ],
    edges: [
      ...(hasStart ? [{ id: START.id, sources: [`${START.id}:out`], targets: [`${flow.start}:/in`] }] : []),
      ...flow.edges
        .filter(({ from, exit, to }) => ids.has(from) && ids.has(to) && exitsOf(from).includes(exit))
        .map(({ from, exit, to }) => ({
          id: `${from}:${exit}:${to}`,
          sources: [`${from}:${exit}`],
          targets: [`${to}:/in`],
        })),
    ],
  });
  return placesFrom(
    (graph.children ?? []).filter(({ id }) => id !== START.id),
    firstPlace({ flow, layout } as FlowDocument),
  );
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
