import { applyNodeChanges, type NodeChange } from '@xyflow/react';
import { useCallback, useLayoutEffect, useState } from 'react';
import type { CanvasNode } from './canvas-elements';

/**
 * The nodes React Flow draws: those of the document, with the sizes it measured and the places of what is being dragged.
 * @param built the nodes as the document has them
 * @returns the nodes, and what takes changes of sizes and of places while dragging
 */
export const useCanvasNodes = (built: readonly CanvasNode[]) => {
  const [nodes, setNodes] = useState<CanvasNode[]>(() => [...built]);
  useLayoutEffect(() => {
    setNodes((before) => {
      const known = new Map(before.map((node) => [node.id, node]));
      return built.map((node) => keepDrawn(node, known.get(node.id)));
    });
  }, [built]);
  const change = useCallback((changes: readonly NodeChange<CanvasNode>[]) => {
    const drawn = changes.filter((one) => one.type === 'dimensions' || (one.type === 'position' && one.dragging));
    if (drawn.length > 0) setNodes((before) => applyNodeChanges(drawn, before));
  }, []);
  return { nodes, change };
};

const keepDrawn = (node: CanvasNode, before: CanvasNode | undefined): CanvasNode =>
  before?.measured ? { ...node, measured: before.measured } : node;
