import type { EdgeChange, NodeChange } from '@xyflow/react';
import type { Selection } from '../editor-store';
import type { CanvasNode } from './canvas-elements';
import type { WireEdge } from './wire';

/** The selection after what React Flow reports; the same object when nothing in it changed. */
export const nextSelection = (
  before: Selection,
  nodes: readonly NodeChange<CanvasNode>[],
  edges: readonly EdgeChange<WireEdge>[],
): Selection => {
  const nodeChanges = nodes.filter((change) => change.type === 'select');
  const edgeChanges = edges.filter((change) => change.type === 'select');
  if (nodeChanges.length + edgeChanges.length === 0) return before;
  const notes = new Set(before.noteIds);
  const noteChanges = nodeChanges.filter(({ id }) => notes.has(id) || id.startsWith(NOTE_PREFIX));
  const stepChanges = nodeChanges.filter((change) => !noteChanges.includes(change));
  const after: Selection = {
    nodeIds: withChanges(before.nodeIds, stepChanges),
    noteIds: withChanges(before.noteIds, noteChanges),
    edgeIds: withChanges(before.edgeIds, edgeChanges),
  };
  return JSON.stringify(after) === JSON.stringify(before) ? before : after;
};

/** Ids of notes begin so, which tells them from steps. */
export const NOTE_PREFIX = 'note-';

const withChanges = (
  ids: readonly string[],
  changes: readonly { readonly id: string; readonly selected: boolean }[],
): readonly string[] => {
  const next = new Set(ids);
  for (const { id, selected } of changes) {
    if (selected) next.add(id);
    else next.delete(id);
  }
  return [...next];
};
