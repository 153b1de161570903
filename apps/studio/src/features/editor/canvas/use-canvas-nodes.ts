import { applyNodeChanges, type NodeChange } from '@xyflow/react';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { CanvasNode } from './canvas-elements';

/**
 * The nodes React Flow draws: those of the document, with the sizes it measured and the places of what is being dragged.
 * @param built the nodes as the document has them; those that are the same objects as before are not drawn anew
 * @returns the nodes, and what takes changes of sizes and of places while dragging
 */
export const useCanvasNodes = (built: readonly CanvasNode[]) => {
  const [nodes, setNodes] = useState<CanvasNode[]>(() => [...built]);
  const last = useRef(built);
  useLayoutEffect(() => {
    if (last.current === built) return;
    const known = new Set(last.current);
    last.current = built;
    setNodes((before) => {
      const drawn = new Map(before.map((node) => [node.id, node]));
      return built.map((node) => {
        const old = drawn.get(node.id);
        if (!old) return node;
        return known.has(node) ? old : keepSize(node, old);
      });
    });
  }, [built]);
  const change = useCallback((changes: readonly NodeChange<CanvasNode>[]) => {
    const drawn = changes.filter((one) => one.type === 'dimensions' || (one.type === 'position' && one.dragging));
    if (drawn.length > 0) setNodes((before) => applyNodeChanges(drawn, before));
  }, []);
  return { nodes, change };
};

const keepSize = (node: CanvasNode, { measured }: CanvasNode): CanvasNode => (measured ? { ...node, measured } : node);
