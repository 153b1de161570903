'use client';

import { BaseEdge, type Edge, type EdgeProps, getBezierPath } from '@xyflow/react';
import { memo } from 'react';

/** How a wire is drawn: what it is for, and where the call is. */
export type WireState = 'plain' | 'failure' | 'chosen' | 'been' | 'now' | 'off';

/** A wire on the canvas. */
export type WireEdge = Edge<{ readonly state: WireState }, 'wire'>;

/** A wire from an exit to a step. Starts and ends under the ports. */
export const Wire = memo((props: EdgeProps<WireEdge>) => {
  const { sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition, data, selected } = props;
  const [path] = getBezierPath({ sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition, curvature: 0.35 });
  return <BaseEdge path={path} className="wire" data-state={selected ? 'chosen' : data?.state} interactionWidth={24} />;
});
