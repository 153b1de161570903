'use client';

import type { ComponentProps } from 'react';
import { CanvasBase } from './canvas-base';
import type { CanvasNode } from './canvas-elements';
import { useCanvasNodes } from './use-canvas-nodes';

/** A canvas whose nodes stand still. */
export const MeasuredCanvas = ({
  nodes: built,
  ...rest
}: Omit<ComponentProps<typeof CanvasBase>, 'nodes'> & { readonly nodes: readonly CanvasNode[] }) => {
  const { nodes, change } = useCanvasNodes(built);
  return <CanvasBase {...rest} nodes={nodes} onNodesChange={change} />;
};
