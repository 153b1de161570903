import { type FlowDocument, flowEdge, flowNode, type NodeId } from '@callwright/protocol';
import { z } from 'zod';
import type { EditorCommandOf, Point } from './command';
import { freeName } from './new-node';

// Text that may be mailed, kept in a file, or pasted into another flow.
const clipboardSchema = z.object({
  callwright: z.literal('steps'),
  nodes: z.array(flowNode).min(1),
  edges: z.array(flowEdge),
  positions: z.record(z.string(), z.object({ x: z.number(), y: z.number() })),
});

/** Some steps with the wires between them, as text. */
export const copySteps = ({ flow, layout }: FlowDocument, nodeIds: readonly string[]): string => {
  const ids = new Set(nodeIds);
  return JSON.stringify(
    {
      callwright: 'steps',
      nodes: flow.nodes.filter(({ id }) => ids.has(id)),
      edges: flow.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
      positions: Object.fromEntries(Object.entries(layout.nodes).filter(([id]) => ids.has(id))),
    } satisfies z.input<typeof clipboardSchema>,
    null,
    2,
  );
};

/** What pasting needs to know. */
export type PasteOptions = {
  readonly newId: () => string;
  /** Where the top left of what is pasted goes; beside the original when it is not said. */
  readonly at?: Point;
};

const BESIDE: Point = { x: 40, y: 40 };

/**
 * The command that puts copied steps into a flow, with new ids and names that are free.
 * @returns undefined when the text holds no steps
 */
export const pasteSteps = (
  document: FlowDocument,
  text: string,
  { newId, at }: PasteOptions,
): EditorCommandOf<'insertParts'> | undefined => {
  const parsed = clipboardSchema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { nodes, edges, positions } = parsed.data;
  const ids = new Map(nodes.map(({ id }) => [id, newId() as NodeId]));
  const names = document.flow.nodes.map(({ name }) => name);
  const shift = shiftTo(Object.values(positions), at);
  const firstNode = document.flow.nodes.length;
  const firstEdge = document.flow.edges.length;
  const firstPosition = Object.keys(document.layout.nodes).length;
  return {
    command: 'insertParts',
    parts: {
      nodes: nodes.map((node, index) => {
        const name = freeName(node.name, names);
        names.push(name);
        return { index: firstNode + index, value: { ...node, id: ids.get(node.id) ?? node.id, name } };
      }),
      edges: edges.flatMap(({ from, exit, to }, index) => {
        const ends = { from: ids.get(from), to: ids.get(to) };
        return ends.from && ends.to
          ? [{ index: firstEdge + index, value: { from: ends.from, exit, to: ends.to } }]
          : [];
      }),
      positions: nodes.map(({ id }, index) => {
        const { x, y } = positions[id] ?? { x: 0, y: index * 60 };
        return {
          index: firstPosition + index,
          value: [ids.get(id) ?? id, { x: x + shift.x, y: y + shift.y }] as const,
        };
      }),
      notes: [],
    },
  };
};

const shiftTo = (positions: readonly Point[], at: Point | undefined): Point => {
  if (!at || positions.length === 0) return BESIDE;
  const left = Math.min(...positions.map(({ x }) => x));
  const top = Math.min(...positions.map(({ y }) => y));
  return { x: Math.round(at.x - left), y: Math.round(at.y - top) };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Any text may be on the clipboard; what is no JSON holds no steps.
    return undefined;
  }
};
