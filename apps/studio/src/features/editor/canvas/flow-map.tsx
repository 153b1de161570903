'use client';

import { MiniMap } from '@xyflow/react';
import { useTranslations } from 'next-intl';
import type { CanvasNode } from './canvas-elements';

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
        maskStrokeWidth={12}
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
