'use client';

import { MiniMap } from '@xyflow/react';
import { useTranslations } from 'next-intl';
import type { CanvasNode } from './canvas-elements';

const MAP_SIZE = { width: 176, height: 106 } as const;

/** The whole flow, small; drag in it to move about. */
export const FlowMap = () => {
  const t = useTranslations('editor.canvas');
  return (
    <div className="flow-map">
      <MiniMap<CanvasNode>
        ariaLabel={t('map')}
        pannable
        zoomable
        maskStrokeColor="var(--accent)"
        maskStrokeWidth={2}
        style={MAP_SIZE}
        nodeBorderRadius={18}
        nodeColor={colourOf}
        nodeStrokeWidth={14}
        nodeStrokeColor={(node) => (node.selected ? 'var(--accent)' : 'transparent')}
      />
    </div>
  );
};

const colourOf = (node: CanvasNode): string => {
  if (node.type === 'start') return 'var(--ink)';
  if (node.type === 'note') return 'var(--warning-lamp)';
  return `color-mix(in srgb, var(--${node.data.view.family}) 58%, var(--surface))`;
};
