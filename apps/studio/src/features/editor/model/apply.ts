import type { FlowDocument, FlowNode, NodeId } from '@callwright/protocol';
import type { Applied, EditorCommand, EditorCommandOf } from './command';
import { NOTHING } from './command';
import { insertParts, placesOfNodes, takeParts } from './parts';

type Appliers = {
  readonly [Name in EditorCommand['command']]: (document: FlowDocument, command: EditorCommandOf<Name>) => Applied;
};

/**
 * Carries out a command. Pure: the document given is not changed.
 * A command about something that is not there changes nothing.
 */
export const apply = (document: FlowDocument, command: EditorCommand): Applied =>
  // The map below pairs each name with its own command; TypeScript cannot see that through the lookup.
  (appliers[command.command] as (document: FlowDocument, command: EditorCommand) => Applied)(document, command);

const appliers: Appliers = {
  addNode: (document, { node, at }) => {
    const { nodes } = document.flow;
    if (hasNode(document, node.id) || Object.hasOwn(document.layout.nodes, node.id)) return unchanged(document);
    return insertParts(document, {
      nodes: [{ index: nodes.length, value: node }],
      edges: [],
      positions: [{ index: Object.keys(document.layout.nodes).length, value: [node.id, at] }],
      notes: [],
    });
  },

  removeNodes: (document, { nodeIds }) => {
    const places = placesOfNodes(document, new Set(nodeIds));
    if (places.nodes.length === 0) return unchanged(document);
    const losesStart = document.flow.start !== null && nodeIds.includes(document.flow.start);
    return takeParts(document, places, losesStart ? { nodeId: null } : undefined);
  },

  moveNodes: (document, { positions }) => {
    const before = document.layout.nodes;
    const moved = Object.entries(positions).filter(([id]) => hasNode(document, id));
    if (moved.length === 0) return unchanged(document);
    const known = moved.filter(([id]) => Object.hasOwn(before, id));
    const placed = moved.filter(([id]) => !Object.hasOwn(before, id));
    const back = known.flatMap(([id]) => (before[id] ? [[id, before[id]] as const] : []));
    const shifted = withPositions(document, { ...before, ...Object.fromEntries(known) });
    const first = Object.keys(before).length;
    const added = insertParts(shifted, {
      nodes: [],
      edges: [],
      positions: placed.map((value, at) => ({ index: first + at, value })),
      notes: [],
    });
    const putBack: EditorCommand = { command: 'moveNodes', positions: Object.fromEntries(back) };
    return {
      document: added.document,
      inverse: { command: 'batch', commands: placed.length > 0 ? [added.inverse, putBack] : [putBack] },
    };
  },

  renameNode: (document, { nodeId, name }) =>
    changeNode(document, nodeId, (node) => ({
      node: { ...node, name },
      inverse: { command: 'renameNode', nodeId, name: node.name },
    })),

  changeConfig: (document, { nodeId, config }) =>
    changeNode(document, nodeId, (node) => ({
      node: { ...node, config },
      inverse: { command: 'changeConfig', nodeId, config: node.config },
    })),

  connect: (document, { from, exit, to }) => {
    const { edges } = document.flow;
    if (!hasNode(document, from) || !hasNode(document, to)) return unchanged(document);
    const index = edges.findIndex((edge) => edge.from === from && edge.exit === exit);
    const old = edges[index];
    const value = { from: from as NodeId, exit, to: to as NodeId };
    if (!old) return insertParts(document, { ...NO_PARTS, edges: [{ index: edges.length, value }] });
    if (old.to === to) return unchanged(document);
    return {
      document: withFlow(document, { edges: edges.with(index, { ...old, to: value.to }) }),
      // Where it led before may be a step that was never there, to which `connect` would not lead back.
      inverse: {
        command: 'batch',
        commands: [
          { command: 'takeParts', places: { ...NO_PLACES, edges: [index] } },
          { command: 'insertParts', parts: { ...NO_PARTS, edges: [{ index, value: old }] } },
        ],
      },
    };
  },

  disconnect: (document, { from, exit }) => {
    const index = document.flow.edges.findIndex((edge) => edge.from === from && edge.exit === exit);
    return index < 0 ? unchanged(document) : takeParts(document, { ...NO_PLACES, edges: [index] });
  },

  setStart: (document, { nodeId }) => {
    const { start } = document.flow;
    if (start === nodeId || (nodeId !== null && !hasNode(document, nodeId))) return unchanged(document);
    return {
      document: withFlow(document, { start: nodeId as NodeId | null }),
      // What the start was before may name a step that was never there; only a plain write brings that back.
      inverse: { command: 'takeParts', places: NO_PLACES, start: { nodeId: start } },
    };
  },

  changeSettings: (document, { settings }) => ({
    document: withFlow(document, { settings }),
    inverse: { command: 'changeSettings', settings: document.flow.settings },
  }),

  addNote: (document, { note }) => {
    const { notes } = document.layout;
    if (notes.some(({ id }) => id === note.id)) return unchanged(document);
    return insertParts(document, { ...NO_PARTS, notes: [{ index: notes.length, value: note }] });
  },

  removeNotes: (document, { noteIds }) => {
    const places = document.layout.notes.flatMap(({ id }, index) => (noteIds.includes(id) ? [index] : []));
    return places.length === 0 ? unchanged(document) : takeParts(document, { ...NO_PLACES, notes: places });
  },

  changeNote: (document, { noteId, change }) => {
    const { notes } = document.layout;
    const index = notes.findIndex(({ id }) => id === noteId);
    const old = notes[index];
    if (!old) return unchanged(document);
    const { id: _, ...back } = old;
    return {
      document: { ...document, layout: { ...document.layout, notes: notes.with(index, { ...old, ...change }) } },
      inverse: { command: 'changeNote', noteId, change: back },
    };
  },

  insertParts: (document, { parts, start }) => insertParts(document, parts, start),
  takeParts: (document, { places, start }) => takeParts(document, places, start),

  replaceDocument: (document, command) => ({
    document: command.document,
    inverse: { command: 'replaceDocument', document },
  }),

  batch: (document, { commands }) => {
    let now = document;
    const inverses: EditorCommand[] = [];
    for (const command of commands) {
      const done = apply(now, command);
      now = done.document;
      inverses.push(done.inverse);
    }
    return { document: now, inverse: { command: 'batch', commands: inverses.reverse() } };
  },
};

const NO_PARTS = { nodes: [], edges: [], positions: [], notes: [] };
const NO_PLACES = { nodes: [], edges: [], positions: [], notes: [] };

const unchanged = (document: FlowDocument): Applied => ({ document, inverse: NOTHING });
const hasNode = ({ flow }: FlowDocument, nodeId: string): boolean => flow.nodes.some(({ id }) => id === nodeId);

const withFlow = (document: FlowDocument, change: Partial<FlowDocument['flow']>): FlowDocument => ({
  ...document,
  flow: { ...document.flow, ...change },
});
const withPositions = (document: FlowDocument, nodes: FlowDocument['layout']['nodes']): FlowDocument => ({
  ...document,
  layout: { ...document.layout, nodes },
});

const changeNode = (
  document: FlowDocument,
  nodeId: string,
  change: (node: FlowNode) => { readonly node: FlowNode; readonly inverse: EditorCommand },
): Applied => {
  const { nodes } = document.flow;
  const index = nodes.findIndex(({ id }) => id === nodeId);
  const old = nodes[index];
  if (!old) return unchanged(document);
  const { node, inverse } = change(old);
  return { document: withFlow(document, { nodes: nodes.with(index, node) }), inverse };
};
