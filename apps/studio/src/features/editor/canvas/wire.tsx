'use client';

import { BaseEdge, type Edge, type EdgeProps, getBezierPath, getSmoothStepPath, useInternalNode } from '@xyflow/react';
import { memo } from 'react';

/** How a wire is drawn: what it is for, and where the call is. */
export type WireState = 'plain' | 'failure' | 'chosen' | 'been' | 'now' | 'off';

/** A wire on the canvas. */
export type WireEdge = Edge<{ readonly state: WireState }, 'wire'>;

/** A wire from an exit to a step, under the ports. One that leads back runs below both steps, not across them. */
export const Wire = memo((props: EdgeProps<WireEdge>) => {
  const { sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition } = props;
  if (targetX < sourceX) return <WireBack {...props} />;
  const [path] = getBezierPath({ sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition, curvature: 0.35 });
  return <WirePath wire={props} path={path} />;
});

const BELOW_PX = 24;

const WireBack = (props: EdgeProps<WireEdge>) => {
  const { sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition } = props;
  const ends = [useInternalNode(props.source), useInternalNode(props.target)];
  const bottoms = ends.map((node) => (node ? node.internals.positionAbsolute.y + (node.measured.height ?? 0) : 0));
  const [path] = getSmoothStepPath({
    sourceX,
    sourceY,
    sourcePosition,
    targetX,
    targetY,
    targetPosition,
    centerY: Math.max(...bottoms) + BELOW_PX,
    borderRadius: 14,
  });
  return <WirePath wire={props} path={path} />;
};

const WirePath = ({
  wire: { data, selected },
  path,
}: {
  readonly wire: EdgeProps<WireEdge>;
  readonly path: string;
}) => <BaseEdge path={path} className="wire" data-state={selected ? 'chosen' : data?.state} interactionWidth={24} />;
