import type { FlowDocument, NodeId } from '@callwright/protocol';
import type { Applied, PartPlaces, Parts, Placed } from './command';

type Start = { readonly nodeId: string | null };

/** Puts pieces at their places; `start` also says what happens first. */
export const insertParts = (document: FlowDocument, parts: Parts, start?: Start): Applied => {
  const positions = Object.fromEntries(insert(Object.entries(document.layout.nodes), parts.positions.map(mutable)));
  // A key that looks like a number goes before the others whatever its index, so its place is read off afterwards.
  const added = new Set(parts.positions.map(({ value: [id] }) => id));
  const positionPlaces = Object.keys(positions).flatMap((id, index) => (added.has(id) ? [index] : []));
  return {
    document: {
      ...document,
      flow: {
        ...withStart(document.flow, start),
        nodes: insert(document.flow.nodes, parts.nodes),
        edges: insert(document.flow.edges, parts.edges),
      },
      layout: { ...document.layout, nodes: positions, notes: insert(document.layout.notes, parts.notes) },
    },
    inverse: {
      command: 'takeParts',
      places: {
        nodes: indexes(parts.nodes),
        edges: indexes(parts.edges),
        positions: positionPlaces,
        notes: indexes(parts.notes),
      },
      ...startBack(document, start),
    },
  };
};

/** Takes away what stands at some places; `start` also says what happens first. */
export const takeParts = (document: FlowDocument, places: PartPlaces, start?: Start): Applied => {
  const positions = Object.entries(document.layout.nodes);
  return {
    document: {
      ...document,
      flow: {
        ...withStart(document.flow, start),
        nodes: without(document.flow.nodes, places.nodes),
        edges: without(document.flow.edges, places.edges),
      },
      layout: {
        ...document.layout,
        nodes: Object.fromEntries(without(positions, places.positions)),
        notes: without(document.layout.notes, places.notes),
      },
    },
    inverse: {
      command: 'insertParts',
      parts: {
        nodes: pick(document.flow.nodes, places.nodes),
        edges: pick(document.flow.edges, places.edges),
        positions: pick(positions, places.positions),
        notes: pick(document.layout.notes, places.notes),
      },
      ...startBack(document, start),
    },
  };
};

/** Where some nodes, all their wires and their positions stand. */
export const placesOfNodes = ({ flow, layout }: FlowDocument, nodeIds: ReadonlySet<string>): PartPlaces => ({
  nodes: flow.nodes.flatMap(({ id }, index) => (nodeIds.has(id) ? [index] : [])),
  edges: flow.edges.flatMap(({ from, to }, index) => (nodeIds.has(from) || nodeIds.has(to) ? [index] : [])),
  positions: Object.keys(layout.nodes).flatMap((id, index) => (nodeIds.has(id) ? [index] : [])),
  notes: [],
});

const withStart = (flow: FlowDocument['flow'], start: Start | undefined): FlowDocument['flow'] =>
  start ? { ...flow, start: start.nodeId as NodeId | null } : flow;
const startBack = ({ flow }: FlowDocument, start: Start | undefined) =>
  start ? { start: { nodeId: flow.start } } : {};

const insert = <Value>(list: readonly Value[], placed: readonly Placed<Value>[]): Value[] => {
  const all = [...list];
  for (const { index, value } of placed) all.splice(index, 0, value);
  return all;
};
const without = <Value>(list: readonly Value[], places: readonly number[]): Value[] => {
  const gone = new Set(places);
  return list.filter((_, index) => !gone.has(index));
};
const pick = <Value>(list: readonly Value[], places: readonly number[]): Placed<Value>[] =>
  places.flatMap((index) => {
    const value = list[index];
    return value === undefined ? [] : [{ index, value }];
  });
const indexes = (placed: readonly Placed<unknown>[]): number[] => placed.map(({ index }) => index);
const mutable = <Value>({ index, value: [id, at] }: Placed<readonly [string, Value]>): Placed<[string, Value]> => ({
  index,
  value: [id, at],
});
