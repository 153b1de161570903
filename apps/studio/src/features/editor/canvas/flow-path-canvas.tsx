'use client';

import { definitionByType } from '@callwright/nodes';
import type { FlowDocument, PathStep } from '@callwright/protocol';
import { ReactFlowProvider } from '@xyflow/react';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { CallHighlight } from '../call-slot';
import { type CanvasNode, type CanvasScene, canvasEdges, canvasNodes } from './canvas-elements';
import { MeasuredCanvas } from './measured-canvas';
import { START_ID } from './start-pill';
import { stepViews } from './step-view';
import { ZoomPanel } from './zoom-bar';

/**
 * A flow to look at, with the way a call took through it.
 * @param document the flow exactly as it ran
 * @param path steps in the order they were entered; none shows the flow without a call
 * @param currentNodeId where the call is, or was at the moment that is played; null when it is over
 * @param onSelectNode called with the step that is pressed
 */
export const FlowPathCanvas = (props: {
  readonly document: FlowDocument;
  readonly path?: readonly PathStep[];
  readonly currentNodeId?: string | null;
  readonly selectedNodeId?: string | null;
  readonly onSelectNode?: (nodeId: string) => void;
  readonly endpoints?: readonly string[];
}) => (
  <ReactFlowProvider>
    <PathCanvas {...props} />
  </ReactFlowProvider>
);

const PathCanvas = ({
  document,
  path,
  currentNodeId = null,
  selectedNodeId = null,
  onSelectNode,
  endpoints = [],
}: Parameters<typeof FlowPathCanvas>[0]) => {
  const t = useTranslations('editor');
  const views = useMemo(
    () => stepViews({ flow: document.flow, problems: [], definitions: definitionByType }),
    [document],
  );
  const highlight = useMemo(() => path && highlightOf(path, currentNodeId), [path, currentNodeId]);
  const scene = useMemo<CanvasScene>(
    () => ({
      document,
      views,
      highlight: highlight ?? null,
      endpoints,
      isEditable: false,
      selectedNodeIds: selectedNodeId ? [selectedNodeId] : [],
      selectedNoteIds: [],
      selectedEdgeIds: [],
      labelOf: ({ name, kind }) => t('step.label', { name, kind }),
    }),
    [document, views, highlight, endpoints, selectedNodeId, t],
  );
  const nodes = useMemo(() => canvasNodes(scene), [scene]);
  const edges = useMemo(() => canvasEdges(scene), [scene]);
  const fit = useMemo(() => ({ ...WHOLE_WAY, nodes: nodesOfWay(nodes, path) }), [nodes, path]);
  return (
    <MeasuredCanvas
      fitViewOptions={fit}
      label={t('canvas.pathLabel')}
      nodes={nodes}
      edges={edges}
      nodesConnectable={false}
      nodesDraggable={false}
      onNodeClick={(_, node) => node.type === 'step' && onSelectNode?.(node.id)}
    >
      <ZoomPanel />
    </MeasuredCanvas>
  );
};

/** A way is seen whole, from where the call came in to where it went, however wide the flow. */
const WHOLE_WAY = { maxZoom: 1, minZoom: 0.1, padding: 0.08 } as const;

const nodesOfWay = (nodes: readonly CanvasNode[], path: readonly PathStep[] = []): { readonly id: string }[] => {
  const way = new Set<string>([START_ID, ...path.map(({ nodeId }) => nodeId)]);
  return nodes.filter(({ id }) => path.length === 0 || way.has(id)).map(({ id }) => ({ id }));
};

const highlightOf = (path: readonly PathStep[], currentNodeId: string | null): CallHighlight => ({
  currentNodeId,
  visitedNodeIds: path.map(({ nodeId }) => nodeId),
  visitedEdges: path.flatMap(({ nodeId, exit }) => (exit === null ? [] : [{ from: nodeId, exit }])),
});
