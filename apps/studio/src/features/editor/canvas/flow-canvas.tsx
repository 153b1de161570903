'use client';

import {
  type Connection,
  type EdgeChange,
  type NodeChange,
  type OnConnectEnd,
  Panel,
  useReactFlow,
} from '@xyflow/react';
import { useTranslations } from 'next-intl';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useActions, useEditor, useEditorParts } from '../editor-context';
import { documentOf, type ExitRef } from '../editor-store';
import type { Point } from '../model/command';
import { CanvasBase, FIT } from './canvas-base';
import { type CanvasNode, type CanvasScene, canvasEdges, canvasNodes } from './canvas-elements';
import { CanvasTools } from './canvas-tools';
import { FlowMap } from './flow-map';
import { moveCommand } from './moves';
import { SelectionBar } from './selection-bar';
import { nextSelection } from './selection-changes';
import { START_ID } from './start-pill';
import { type StepViews, stepViews } from './step-view';
import { useCanvasNodes } from './use-canvas-nodes';
import { firstView, useFollowCall, useKeepChosenInView, useReveal } from './use-view';
import type { WireEdge } from './wire';
import { ZoomBar } from './zoom-bar';

/** Steps begin this far above the point where a wire is let go, so that its end meets their port. */
const PORT_HEIGHT = 21;

/** The canvas of the flow that is edited. All it changes goes through commands. */
export const FlowCanvas = () => {
  const t = useTranslations('editor');
  const { store } = useEditorParts();
  const actions = useActions();
  const flow = useReactFlow<CanvasNode, WireEdge>();
  const scene = useScene();
  const { built, edges } = useElements(scene);
  const { nodes, change } = useCanvasNodes(built);
  const [first] = useState(() => firstView(built));
  useReveal();
  useKeepChosenInView();
  useFollowCall();

  const onNodesChange = (changes: NodeChange<CanvasNode>[]) => {
    change(changes);
    const { selection } = store.getState();
    const selected = nextSelection(selection, changes, []);
    if (selected !== selection) actions.select(selected);
    const moved = moveCommand(documentOf(store.getState()), changes);
    if (moved) actions.dispatch(moved.command, moved.mergeKey);
  };
  const onEdgesChange = (changes: EdgeChange<WireEdge>[]) => {
    const { selection } = store.getState();
    const selected = nextSelection(selection, [], changes);
    if (selected !== selection) actions.select(selected);
  };
  const onConnect = ({ source, sourceHandle, target }: Connection) =>
    actions.joinTo(exitRef(source, sourceHandle), target);
  const onConnectEnd: OnConnectEnd = (event, { isValid, fromNode, fromHandle }) => {
    if (isValid || !fromNode || fromHandle?.type !== 'source') return;
    const screen = pointOf(event);
    const { x, y } = flow.screenToFlowPosition(screen);
    actions.openList({ screen, at: { x, y: y - PORT_HEIGHT }, from: exitRef(fromNode.id, fromHandle.id ?? null) });
  };

  return (
    <CanvasBase
      label={t('canvas.label')}
      nodes={nodes}
      edges={edges}
      fitViewOptions={{ ...FIT, nodes: first }}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      onConnect={onConnect}
      onConnectEnd={onConnectEnd}
      onReconnect={(old, { source, sourceHandle, target }) => {
        const from = exitRef(source, sourceHandle);
        const isSame = old.source === source && old.sourceHandle === sourceHandle;
        if (!isSame && old.sourceHandle && old.source !== START_ID)
          actions.dispatch({ command: 'disconnect', from: old.source, exit: old.sourceHandle });
        actions.joinTo(from, target);
      }}
      edgesReconnectable
      onPaneContextMenu={(event) => {
        event.preventDefault();
        const screen = { x: event.clientX, y: event.clientY };
        actions.openList({ screen, at: flow.screenToFlowPosition(screen) });
      }}
      onNodeDoubleClick={(_, node) => node.type === 'step' && actions.startRename()}
      onPaneClick={() => actions.select({})}
      selectionKeyCode="Shift"
      multiSelectionKeyCode={['Shift', 'Control', 'Meta']}
    >
      <Panel position="top-left">
        <CanvasTools />
      </Panel>
      <Panel position="top-center">
        <SelectionBar />
      </Panel>
      <Panel position="bottom-left" className="flex items-end gap-3">
        <FlowMap />
        <ZoomBar />
      </Panel>
    </CanvasBase>
  );
};

// Keeps the elements of the time before: in a large flow most are as they were, and need not be drawn anew.
const useElements = (scene: CanvasScene) => {
  const before = useRef<{ built: readonly CanvasNode[]; edges: readonly WireEdge[] }>({ built: [], edges: [] });
  return useMemo(() => {
    const built = canvasNodes(scene, before.current.built);
    const edges = canvasEdges(scene, before.current.edges);
    before.current = { built, edges };
    return { built, edges };
  }, [scene]);
};

const useScene = (): CanvasScene => {
  const t = useTranslations('editor.step');
  const actions = useActions();
  const document = useEditor(documentOf);
  const problems = useEditor((state) => state.problems);
  const definitions = useEditor((state) => state.definitions);
  const highlight = useEditor((state) => state.highlight);
  const selection = useEditor((state) => state.selection);
  const endpoints = useEditor((state) => state.endpoints);
  const before = useRef<StepViews>(undefined);
  const views = useMemo(() => {
    before.current = stepViews({ flow: document.flow, problems, definitions }, before.current);
    return before.current;
  }, [document.flow, problems, definitions]);
  const onNoteChange = useCallback(
    (noteId: string, text: string) =>
      actions.dispatch({ command: 'changeNote', noteId, change: { text } }, `note.${noteId}`),
    [actions],
  );
  return useMemo(
    () => ({
      document,
      views,
      highlight,
      endpoints,
      isEditable: true,
      selectedNodeIds: selection.nodeIds,
      selectedNoteIds: selection.noteIds,
      selectedEdgeIds: selection.edgeIds,
      labelOf: ({ name, kind }) => t('label', { name, kind }),
      onNoteChange,
    }),
    [document, views, highlight, endpoints, selection, t, onNoteChange],
  );
};

const exitRef = (source: string, sourceHandle: string | null): ExitRef | 'start' =>
  source === START_ID ? 'start' : { nodeId: source, exit: sourceHandle ?? '' };

const pointOf = (event: MouseEvent | TouchEvent): Point => {
  const point = 'changedTouches' in event ? event.changedTouches[0] : event;
  return { x: point?.clientX ?? 0, y: point?.clientY ?? 0 };
};
