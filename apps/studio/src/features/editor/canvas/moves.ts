import type { FlowDocument } from '@callwright/protocol';
import type { NodeChange } from '@xyflow/react';
import type { EditorCommand, Point } from '../model/command';
import type { CanvasNode } from './canvas-elements';

/**
 * The command for what was moved, by mouse or by arrow keys.
 * @returns undefined while something is still being dragged, or nothing moved
 */
export const moveCommand = (
  { flow, layout }: FlowDocument,
  changes: readonly NodeChange<CanvasNode>[],
): { readonly command: EditorCommand; readonly mergeKey: string } | undefined => {
  const moved = changes.flatMap((change): (readonly [string, Point])[] =>
    change.type === 'position' && !change.dragging && change.position ? [[change.id, change.position]] : [],
  );
  const steps = new Set<string>(flow.nodes.map(({ id }) => id));
  const positions = moved.filter(([id, at]) => steps.has(id) && !isAt(layout.nodes[id], at));
  const notes = moved.flatMap(([id, at]): EditorCommand[] => {
    const note = layout.notes.find((one) => one.id === id);
    return note && !isAt(note, at) ? [{ command: 'changeNote', noteId: id, change: { x: at.x, y: at.y } }] : [];
  });
  if (positions.length + notes.length === 0) return undefined;
  const move: EditorCommand[] =
    positions.length > 0 ? [{ command: 'moveNodes', positions: Object.fromEntries(positions) }] : [];
  return { command: { command: 'batch', commands: [...move, ...notes] }, mergeKey: `move ${moved.map(([id]) => id)}` };
};

const isAt = (place: Point | undefined, { x, y }: Point): boolean => place?.x === x && place.y === y;
