import type { FlowDocument } from '@callwright/protocol';
import type { EditorCommand, EditorCommandOf } from './command';

/**
 * Takes steps away and joins what led to them with what followed.
 * A step is passed over only where it has one way on; where it parts, the wires to it go with it.
 */
export const removeJoining = ({ flow }: FlowDocument, nodeIds: readonly string[]): EditorCommandOf<'batch'> => {
  const gone = new Set(nodeIds);
  const nextOf = (nodeId: string, seen: ReadonlySet<string> = new Set()): string | undefined => {
    if (!gone.has(nodeId)) return nodeId;
    const ways = new Set(flow.edges.filter(({ from }) => from === nodeId).map(({ to }) => to));
    const [only] = ways;
    return ways.size !== 1 || only === undefined || seen.has(only)
      ? undefined
      : nextOf(only, new Set([...seen, nodeId]));
  };
  const joins = flow.edges.flatMap(({ from, exit, to }): EditorCommand[] => {
    const next = !gone.has(from) && gone.has(to) ? nextOf(to) : undefined;
    return next ? [{ command: 'connect', from, exit, to: next }] : [];
  });
  const first = flow.start !== null && gone.has(flow.start) ? nextOf(flow.start) : undefined;
  return {
    command: 'batch',
    commands: [
      ...joins,
      ...(first ? [{ command: 'setStart', nodeId: first } as const] : []),
      { command: 'removeNodes', nodeIds },
    ],
  };
};
