'use client';

import { Panel, useReactFlow, useStore } from '@xyflow/react';
import { Maximize, Minus, Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '../../../shared/ui/icon-button';

const GLIDE = { duration: 200 } as const;

/** How large everything is shown. */
export const ZoomBar = () => {
  const t = useTranslations('editor.canvas');
  const flow = useReactFlow();
  const zoom = useStore((state) => state.transform[2]);
  return (
    <div className="pill">
      <IconButton
        icon={Minus}
        label={t('zoomOut')}
        keys="-"
        size={30}
        side="top"
        onClick={() => void flow.zoomOut(GLIDE)}
      />
      <button
        type="button"
        onClick={() => void flow.zoomTo(1, GLIDE)}
        title={t('actualSize')}
        className="h-[30px] w-11 rounded-field text-center text-sm font-semibold tabular-nums hover:bg-surface-3"
      >
        {Math.round(zoom * 100)}%
      </button>
      <IconButton
        icon={Plus}
        label={t('zoomIn')}
        keys="+"
        size={30}
        side="top"
        onClick={() => void flow.zoomIn(GLIDE)}
      />
      <IconButton
        icon={Maximize}
        label={t('showAll')}
        keys="1"
        size={30}
        side="top"
        onClick={() => void flow.fitView({ ...GLIDE, maxZoom: 1, padding: 0.08 })}
      />
    </div>
  );
};

/** The zoom bar at the foot of a canvas, alone. */
export const ZoomPanel = () => (
  <Panel position="bottom-left">
    <ZoomBar />
  </Panel>
);
