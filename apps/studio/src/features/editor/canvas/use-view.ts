import { type FitViewOptions, type ReactFlowInstance, useReactFlow, useStore, useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { useMedia } from '../../../shared/ui/use-media';
import { useEditor, useEditorParts } from '../editor-context';
import type { CanvasNode } from './canvas-elements';
import { START_ID } from './start-pill';

const GLIDE_MS = 320;
const WHOLE = { duration: GLIDE_MS, maxZoom: 1, padding: 0.08 } as const;

/** What is seen at once when a flow is opened: this far right, and up and down, of its first step. */
const FIRST_VIEW = { right: 1250, aside: 480 } as const;

/** The steps to begin with: all of a small flow, the beginning of a large one. */
export const firstView = (nodes: readonly CanvasNode[]): { readonly id: string }[] => {
  const start = nodes.find(({ id }) => id === START_ID)?.position ?? { x: 0, y: 0 };
  const near = nodes.filter(
    ({ position: { x, y } }) => x - start.x < FIRST_VIEW.right && Math.abs(y - start.y) < FIRST_VIEW.aside,
  );
  return near.map(({ id }) => ({ id }));
};

/** Brings what is asked for into view: one step, or the whole flow. */
export const useReveal = (): void => {
  const { nodeId, count } = useEditor((state) => state.reveal);
  const flow = useReactFlow();
  useEffect(() => {
    if (count === 0) return;
    // A panel that opens or closes with it has given its room by then.
    const frame = requestAnimationFrame(() => requestAnimationFrame(() => void flow.fitView(viewOf(nodeId, flow))));
    return () => cancelAnimationFrame(frame);
  }, [nodeId, count, flow]);
};

const viewOf = (nodeId: string | null, flow: ReactFlowInstance): FitViewOptions =>
  nodeId === null
    ? WHOLE
    : {
        duration: GLIDE_MS,
        maxZoom: Math.max(flow.getZoom(), 0.9),
        minZoom: 0.5,
        padding: 0.2,
        nodes: [{ id: nodeId }],
      };

const MARGIN_PX = 32;
const PANEL_PX = 372;

/** Keeps the chosen step in view when a panel takes a part of the canvas. */
export const useKeepChosenInView = (): void => {
  const flow = useReactFlow();
  const canvasWidth = useStore((state) => state.width);
  // On a small screen the panel lies over the canvas.
  const isCovered = useMedia('(max-width: 1100px)');
  const hasPanel = useEditor(({ panel }) => panel !== 'none');
  const width = isCovered && hasPanel ? canvasWidth - PANEL_PX : canvasWidth;
  const chosen = useEditor(({ selection }) => (selection.nodeIds.length === 1 ? selection.nodeIds[0] : undefined));
  const latest = useRef(chosen);
  useEffect(() => {
    latest.current = chosen;
  }, [chosen]);
  useEffect(() => {
    const node = latest.current === undefined ? undefined : flow.getInternalNode(latest.current);
    if (!node || width <= 0) return;
    const { x, y, zoom } = flow.getViewport();
    const left = node.internals.positionAbsolute.x * zoom + x;
    const right = left + (node.measured.width ?? 0) * zoom;
    const shift = right > width - MARGIN_PX ? Math.min(right - width + MARGIN_PX, left - MARGIN_PX) : 0;
    if (shift > 0) void flow.setViewport({ x: x - shift, y, zoom }, { duration: GLIDE_MS });
  }, [width, flow]);
};

/** Keeps the step a call is in in view; who works on a step meanwhile is left where they are. */
export const useFollowCall = (): void => {
  const { store } = useEditorParts();
  const flow = useReactFlow();
  const canvas = useStoreApi();
  const here = useEditor(({ highlight }) => highlight?.currentNodeId);
  useEffect(() => {
    const node = here && store.getState().selection.nodeIds.length === 0 ? flow.getInternalNode(here) : undefined;
    if (!node) return;
    const { width: canvasWidth, height: canvasHeight } = canvas.getState();
    const { x, y, zoom } = flow.getViewport();
    const { x: left, y: top } = node.internals.positionAbsolute;
    const { width = 0, height = 0 } = node.measured;
    const isSeen =
      isWithin(left * zoom + x, width * zoom, canvasWidth) && isWithin(top * zoom + y, height * zoom, canvasHeight);
    if (!isSeen) void flow.setCenter(left + width / 2, top + height / 2, { zoom, duration: GLIDE_MS });
  }, [here, store, flow, canvas]);
};

const isWithin = (from: number, size: number, room: number): boolean => from >= 0 && from + size <= room;
