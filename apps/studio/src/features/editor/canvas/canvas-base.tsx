'use client';

import {
  Background,
  BackgroundVariant,
  ConnectionLineType,
  ReactFlow,
  type ReactFlowProps,
  useStore,
  useStoreApi,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import './canvas.css';
import './step.css';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import type { CanvasNode } from './canvas-elements';
import { NoteCard } from './note-card';
import { StartPill } from './start-pill';
import { StepCard } from './step-card';
import { Wire, type WireEdge } from './wire';
import { farTextPx, middleScale, ZoomBandProvider, zoomBand } from './zoom-band';

const nodeTypes = { step: StepCard, start: StartPill, note: NoteCard };
const edgeTypes = { wire: Wire };

/** Smallest and largest zoom; 1 is actual size. */
const ZOOM = { least: 0.1, most: 2 } as const;
/** How a flow is fitted into the view. */
export const FIT = { maxZoom: 1, minZoom: 0.4, padding: 0.08 } as const;
/** The grid steps stand on, in pixels. */
const GRID = 20;
// Below this everything is drawn: measuring what is out of sight makes moving about smoother.
const ALWAYS_DRAWN = 150;

type CanvasProps = ReactFlowProps<CanvasNode, WireEdge> & {
  readonly label: string;
  readonly children?: ReactNode;
};

/** The canvas itself: dots, cards and wires, drawn as near as the zoom asks. Needs a `ReactFlowProvider` around it. */
export const CanvasBase = ({ label, children, ...rest }: CanvasProps) => {
  const t = useTranslations('editor.canvas');
  const band = useStore((state) => zoomBand(state.transform[2]));
  const store = useStoreApi();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const show = (zoom: number) => {
      const text = farTextPx(zoom);
      root.current?.style.setProperty('--far-text', `${text}px`);
      root.current?.style.setProperty('--middle-scale', String(middleScale(zoom)));
    };
    show(store.getState().transform[2]);
    return store.subscribe((state, before) => {
      if (state.transform[2] !== before.transform[2]) show(state.transform[2]);
    });
  }, [store]);
  const aria = useMemo(
    () => ({
      'node.a11yDescription.default': t('aria.node'),
      'node.a11yDescription.keyboardDisabled': t('aria.node'),
      'edge.a11yDescription.default': t('aria.edge'),
      'minimap.ariaLabel': t('map'),
      'handle.ariaLabel': t('aria.port'),
    }),
    [t],
  );
  return (
    <ZoomBandProvider value={band}>
      <div
        ref={root}
        data-zoom={band}
        className="flow-canvas relative h-full min-h-0 w-full min-w-0"
        role="group"
        aria-label={label}
      >
        <ReactFlow<CanvasNode, WireEdge>
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          minZoom={ZOOM.least}
          maxZoom={ZOOM.most}
          snapGrid={[GRID / 2, GRID / 2]}
          snapToGrid
          fitView
          fitViewOptions={FIT}
          connectionLineType={ConnectionLineType.Bezier}
          connectionRadius={28}
          deleteKeyCode={null}
          zoomOnDoubleClick={false}
          elevateNodesOnSelect={false}
          ariaLabelConfig={aria}
          onlyRenderVisibleElements={(rest.nodes?.length ?? 0) > ALWAYS_DRAWN}
          {...rest}
        >
          <Background
            variant={BackgroundVariant.Dots}
            gap={GRID}
            size={1.4}
            color="color-mix(in srgb, var(--ink) 15%, transparent)"
          />
          {children}
        </ReactFlow>
      </div>
    </ZoomBandProvider>
  );
};
