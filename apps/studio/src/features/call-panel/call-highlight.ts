import type { JournalLine } from '@callwright/protocol';

/** Where a call is on the canvas and which way it came. Edges are named by the step they leave and its exit. */
export type CallHighlight = {
  /** Null before the first step and after the call. */
  readonly currentNodeId: string | null;
  /** In the order of the first visit. */
  readonly visitedNodeIds: readonly string[];
  readonly visitedEdges: readonly { readonly from: string; readonly exit: string }[];
};

/** Reads the way a call took from its journal. */
export const highlightOf = (lines: readonly JournalLine[]): CallHighlight => {
  const nodeIds = new Set<string>();
  const edges = new Map<string, { from: string; exit: string }>();
  let currentNodeId: string | null = null;
  for (const line of lines) {
    if (line.kind === 'event' && line.event.event === 'hangup') currentNodeId = null;
    if (line.kind !== 'effect') continue;
    const { effect } = line;
    if (effect.effect === 'stepEntered') {
      currentNodeId = effect.nodeId;
      nodeIds.add(effect.nodeId);
    }
    if (effect.effect === 'stepLeft') {
      const { nodeId: from, exit } = effect;
      edges.set(`${from} ${exit}`, { from, exit });
    }
    if (effect.effect === 'flowFinished' || effect.effect === 'flowFailed') currentNodeId = null;
  }
  return { currentNodeId, visitedNodeIds: [...nodeIds], visitedEdges: [...edges.values()] };
};
