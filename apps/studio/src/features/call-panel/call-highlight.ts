import type { JournalLine } from '@callwright/protocol';
import type { CallHighlight } from '../editor/call-slot';

/** Reads the way a call took from its journal: through its own flow; what that calls happens in the step that calls. */
export const highlightOf = (lines: readonly JournalLine[]): CallHighlight => {
  const nodeIds = new Set<string>();
  const edges = new Map<string, { from: string; exit: string }>();
  let currentNodeId: string | null = null;
  for (const line of lines) {
    if (isEnd(line)) currentNodeId = null;
    if (line.kind !== 'effect') continue;
    const { effect } = line;
    if (effect.effect === 'stepEntered' && effect.subflow === undefined) {
      currentNodeId = effect.nodeId;
      nodeIds.add(effect.nodeId);
    }
    if (effect.effect === 'stepLeft' && effect.subflow === undefined) {
      const { nodeId: from, exit } = effect;
      edges.set(`${from} ${exit}`, { from, exit });
    }
  }
  return { currentNodeId, visitedNodeIds: [...nodeIds], visitedEdges: [...edges.values()] };
};

const isEnd = (line: JournalLine): boolean =>
  line.kind === 'event'
    ? line.event.event === 'hangup'
    : line.kind === 'effect' && (line.effect.effect === 'flowFinished' || line.effect.effect === 'flowFailed');
