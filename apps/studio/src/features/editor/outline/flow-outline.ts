import type { NodeDefinition } from '@callwright/flow-engine';
import type { FlowDocument, FlowNode } from '@callwright/protocol';
import { faceOf } from '../model/step-face';

/** A line of the list: a step where it is first reached, or the mention of one that stands further up. */
export type OutlineLine = {
  readonly node: FlowNode;
  /** How many steps deep it stands. */
  readonly depth: number;
  /** The way that leads here; none for the first step and for what no call reaches. */
  readonly via: { readonly label: string; readonly key: string | undefined } | undefined;
  readonly isMention: boolean;
  readonly isReached: boolean;
};

/** A flow as a list: from the first step down each way out in turn; what no call reaches comes last. */
export const flowOutline = (
  { flow }: FlowDocument,
  definitions: ReadonlyMap<string, NodeDefinition>,
): readonly OutlineLine[] => {
  const nodes = new Map<string, FlowNode>(flow.nodes.map((node) => [node.id, node]));
  const lines: OutlineLine[] = [];
  const seen = new Set<string>();
  // A flow may be thousands of steps deep: a stack of our own, not that of calls.
  const visitFrom = (first: FlowNode, isReached: boolean): void => {
    const stack: Omit<OutlineLine, 'isMention'>[] = [{ node: first, depth: 0, via: undefined, isReached }];
    for (let line = stack.pop(); line; line = stack.pop()) {
      const isMention = seen.has(line.node.id);
      lines.push({ ...line, isMention });
      if (!isMention) {
        seen.add(line.node.id);
        stack.push(...linesBelow(line).reverse());
      }
    }
  };
  const linesBelow = ({ node, depth, isReached }: Omit<OutlineLine, 'isMention'>): Omit<OutlineLine, 'isMention'>[] =>
    faceOf(node, definitions).exits.flatMap(({ name, label, key, to }) => {
      const edge = flow.edges.find(({ from, exit }) => from === node.id && exit === name);
      // Some exits lead where their step is set to, without a line.
      const next = nodes.get(edge?.to ?? to ?? '');
      return next ? [{ node: next, depth: depth + 1, via: { label, key }, isReached }] : [];
    });

  const start = flow.start === null ? undefined : nodes.get(flow.start);
  if (start) visitFrom(start, true);
  for (const node of flow.nodes) if (!seen.has(node.id)) visitFrom(node, false);
  return lines;
};
