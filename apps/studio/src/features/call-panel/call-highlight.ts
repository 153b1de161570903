import type { JournalLine } from '@callwright/protocol';
import type { CallHighlight } from '../editor/call-slot';

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
