'use client';

import { definitionByType } from '@callwright/nodes';
import type { CallResource, FlowDocument } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import { flowOfStep, stepOfOurs } from './call-flows';
import type { StepRegion } from './call-moments';
import { type Span, xOf } from './waveform-geometry';

const COLOURS = {
  speak: 'bg-speak-soft text-speak',
  hear: 'bg-hear-soft text-hear',
  decide: 'bg-decide-soft text-decide',
  connect: 'bg-connect-soft text-connect',
  data: 'bg-data-soft text-data',
  end: 'bg-end-soft text-end',
} as const;

// Narrower ones have no room for a word.
const NAMED_FROM_PX = 44;

/** Above the lanes: which step the call was in, when. */
export const StepRegions = ({
  regions,
  document,
  subflows = [],
  span,
}: {
  readonly regions: readonly StepRegion[];
  readonly document: FlowDocument | null;
  readonly subflows?: CallResource['subflows'];
  readonly span: Span;
}) => {
  const t = useTranslations('calls.detail.ourStep');
  return (
    <div className="relative h-6">
      {regions.map(({ nodeId, subflow, fromMs, toMs }) => {
        const node = flowOfStep({ document, subflows }, subflow)?.flow.nodes.find(({ id }) => id === nodeId);
        const family = (node && definitionByType.get(node.type)?.family) ?? 'data';
        const left = xOf(fromMs, span);
        const ours = document === null ? stepOfOurs(nodeId) : null;
        const name = node?.name ?? (ours === null ? nodeId : t(ours));
        const width = Math.max(3, xOf(toMs, span) - left);
        return (
          <span
            key={`${fromMs} ${nodeId}`}
            title={name}
            className={`absolute top-0 h-[22px] overflow-hidden rounded-[5px] border-r-2 border-surface text-sm leading-[22px] font-semibold whitespace-nowrap ${COLOURS[family]} ${width >= NAMED_FROM_PX ? 'px-2' : ''}`}
            style={{ left, width }}
          >
            {width >= NAMED_FROM_PX && name}
          </span>
        );
      })}
    </div>
  );
};
