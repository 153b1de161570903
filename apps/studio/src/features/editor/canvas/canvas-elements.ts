import type { FlowDocument } from '@callwright/protocol';
import type { CallHighlight } from '../call-slot';
import type { Point } from '../model/command';
import { edgeId } from '../model/edge-id';
import type { NoteNode } from './note-card';
import { START_ID, type StartNode } from './start-pill';
import type { CallState, StepNode } from './step-card';
import type { StepView, StepViews } from './step-view';
import type { WireEdge, WireState } from './wire';

/** Everything that stands on the canvas. */
export type CanvasNode = StepNode | StartNode | NoteNode;

/** What a canvas shows. */
export type CanvasScene = {
  readonly document: FlowDocument;
  readonly views: StepViews;
  readonly highlight: CallHighlight | null;
  readonly endpoints: readonly string[];
  readonly isEditable: boolean;
  readonly selectedNodeIds: readonly string[];
  readonly selectedNoteIds: readonly string[];
  readonly selectedEdgeIds: readonly string[];
  /** Says what a step is to those who do not see it. */
  readonly labelOf: (view: StepView) => string;
  readonly onNoteChange?: (noteId: string, text: string) => void;
};

// The pill stands left of the first step, its port at the height of that step's own.
const START_OFFSET: Point = { x: -190, y: 0 };
const START_ALONE: Point = { x: 40, y: 160 };
const UNPLACED_STEP: Point = { x: 300, y: 160 };

/** The start, the steps and the notes of a flow. Those of `before` that are as they were stay the same objects. */
export const canvasNodes = (scene: CanvasScene, before: readonly CanvasNode[] = []): CanvasNode[] => {
  const selected = new Set(scene.selectedNodeIds);
  const steps = scene.document.flow.nodes.flatMap(({ id }) => {
    const view = scene.views.get(id);
    return view ? [stepNode(scene, view, selected.has(id))] : [];
  });
  // Notes are for those who edit; on the way of a call they would only take room.
  const notes = scene.isEditable ? scene.document.layout.notes.map((note) => noteNode(scene, note)) : [];
  return reuse([startNode(scene), ...steps, ...notes], before);
};

/** The wires of a flow, the one from the start among them. Those of `before` that are as they were stay the same. */
export const canvasEdges = (scene: CanvasScene, before: readonly WireEdge[] = []): WireEdge[] => {
  const { flow } = scene.document;
  const ids = new Set<string>(flow.nodes.map(({ id }) => id));
  const selected = new Set(scene.selectedEdgeIds);
  const chosen = new Set(scene.selectedNodeIds);
  const wires = flow.edges
    .filter(({ from, exit, to }) => ids.has(to) && scene.views.get(from)?.rows.some(({ name }) => name === exit))
    .map(({ from, exit, to }): WireEdge => {
      const id = edgeId(from, exit);
      const state = wireState(scene, { from, exit, to }, chosen);
      return wire(id, { source: from, sourceHandle: exit, target: to }, state, selected.has(id));
    });
  const all = flow.start !== null && ids.has(flow.start) ? [startWire(scene, flow.start), ...wires] : wires;
  return reuse(all, before);
};

// Elements are flat but for their data and place, which are flat too: two levels tell whether anything changed.
const reuse = <Element extends { readonly id: string }>(
  now: readonly Element[],
  before: readonly Element[],
): Element[] => {
  const known = new Map(before.map((element) => [element.id, element]));
  return now.map((element) => {
    const old = known.get(element.id);
    return old && isSame(old, element, 2) ? old : element;
  });
};
const isSame = (a: object, b: object, levels: number): boolean => {
  const [left, right] = [Object.entries(a), new Map<string, unknown>(Object.entries(b))];
  return left.length === right.size && left.every(([key, value]) => isSameValue(value, right.get(key), levels - 1));
};
const isSameValue = (a: unknown, b: unknown, levels: number): boolean => {
  if (a === b) return true;
  const areObjects = typeof a === 'object' && typeof b === 'object' && a !== null && b !== null;
  return levels > 0 && areObjects && isSame(a, b, levels);
};

const startNode = ({ document, endpoints, highlight, isEditable }: CanvasScene): StartNode => {
  const { start, nodes } = document.flow;
  const first = nodes.find(({ id }) => id === start);
  const at = first ? placeOf(document, first.id) : undefined;
  return {
    id: START_ID,
    type: 'start',
    position: at ? { x: at.x + START_OFFSET.x, y: at.y + START_OFFSET.y } : START_ALONE,
    draggable: false,
    selectable: false,
    deletable: false,
    focusable: false,
    data: { endpoints: endpoints.join(', '), isOnPath: highlight !== null, isEditable },
  };
};

const stepNode = (scene: CanvasScene, view: StepView, selected: boolean): StepNode => ({
  id: view.id,
  type: 'step',
  position: placeOf(scene.document, view.id),
  selected,
  draggable: scene.isEditable,
  ariaLabel: scene.labelOf(view),
  data: {
    view,
    call: callState(scene.highlight, view.id),
    waitsFor: scene.highlight?.currentNodeId === view.id ? scene.highlight.waitsFor : undefined,
    taken: (scene.highlight?.visitedEdges ?? [])
      .filter(({ from }) => from === view.id)
      .map(({ exit }) => exit)
      .join('|'),
    isEditable: scene.isEditable,
  },
});

const noteNode = (scene: CanvasScene, note: FlowDocument['layout']['notes'][number]): NoteNode => {
  const { onNoteChange } = scene;
  return {
    id: note.id,
    type: 'note',
    position: { x: note.x, y: note.y },
    selected: scene.selectedNoteIds.includes(note.id),
    draggable: scene.isEditable,
    data: { text: note.text, onChange: onNoteChange },
  };
};

const placeOf = ({ layout }: FlowDocument, nodeId: string): Point => layout.nodes[nodeId] ?? UNPLACED_STEP;

const callState = (highlight: CallHighlight | null, nodeId: string): CallState => {
  if (!highlight) return 'none';
  if (highlight.currentNodeId === nodeId) return 'live';
  return highlight.visitedNodeIds.includes(nodeId) ? 'been' : 'off';
};

type Ends = { readonly source: string; readonly sourceHandle: string; readonly target: string };

const wire = (id: string, ends: Ends, state: WireState, selected: boolean): WireEdge => ({
  id,
  ...ends,
  targetHandle: 'in',
  type: 'wire',
  selected,
  data: { state },
});

const startWire = ({ highlight }: CanvasScene, first: string): WireEdge => ({
  ...wire(
    `${START_ID}:start`,
    { source: START_ID, sourceHandle: 'start', target: first },
    startState(highlight, first),
    false,
  ),
  selectable: false,
  focusable: false,
  deletable: false,
});

const startState = (highlight: CallHighlight | null, first: string): WireState => {
  if (!highlight) return 'plain';
  return highlight.currentNodeId === first && highlight.visitedEdges.length === 0 ? 'now' : 'been';
};

const wireState = (
  { highlight, views }: CanvasScene,
  { from, exit, to }: { readonly from: string; readonly exit: string; readonly to: string },
  chosen: ReadonlySet<string>,
): WireState => {
  if (highlight) {
    const last = highlight.visitedEdges.at(-1);
    if (last?.from === from && last.exit === exit && highlight.currentNodeId === to) return 'now';
    return highlight.visitedEdges.some((edge) => edge.from === from && edge.exit === exit) ? 'been' : 'off';
  }
  if (chosen.has(from)) return 'chosen';
  const row = views.get(from)?.rows.find(({ name }) => name === exit);
  return row?.kind === 'failure' ? 'failure' : 'plain';
};
