'use client';

import type { CallResource, JournalLine } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import { EmptyState } from '../../../shared/ui/empty-state';
import { FlowPathCanvas } from '../../editor/canvas/flow-path-canvas';
import { flowOfStep, nameOfSubflow, pathWithin } from './call-flows';
import { stepAt } from './call-moments';
import { usePlayer, usePlayerValue } from './player-context';
import { ReplayCard } from './replay-card';
import { StepPanel } from './step-panel';

/** The way of the call through its flow, or through the flow it has called at the moment; and the facts of the step. */
export const PathAndStep = ({
  call,
  lines,
}: {
  readonly call: CallResource;
  readonly lines: readonly JournalLine[];
}) => {
  const t = useTranslations('calls.detail.path');
  const player = usePlayer();
  // Before the first step there is nothing to tell, so the first one is shown.
  const at = usePlayerValue(({ ms }) => Math.max(0, stepAt(call.path, ms)));
  const here = call.path[at];
  const subflow = here?.subflow;
  const document = flowOfStep(call, subflow) ?? call.document;
  if (!document) return <EmptyState text={t('none')} />;
  const path = pathWithin(call.path, subflow);
  const show = (chosen: string) => {
    const step = path.find((visit) => visit.nodeId === chosen);
    if (step) player.seek(step.enteredAtMs);
  };
  return (
    <div className="grid h-full min-h-0 grid-cols-[minmax(0,1fr)_316px] max-[1100px]:grid-cols-1 max-[1100px]:grid-rows-[minmax(240px,1fr)_minmax(0,1fr)]">
      <div className="flex min-h-0 flex-col">
        <div className="relative min-h-0 flex-1">
          <FlowPathCanvas
            key={subflow ?? ''}
            document={document}
            path={path}
            currentNodeId={here?.nodeId ?? null}
            onSelectNode={show}
          />
          <p className="pointer-events-none absolute top-4 left-4 rounded-bar border border-line bg-surface px-3 py-1.5 shadow-e2">
            <b className="font-semibold">
              {subflow === undefined ? t('title') : t('within', { flow: nameOfSubflow(call, subflow) })}
            </b>{' '}
            <span className="text-ink-2">
              {subflow === undefined &&
                (call.flow?.version ? t('version', { version: call.flow.version }) : t('draft'))}
            </span>
          </p>
        </div>
        {call.status === 'ended' && call.flow && <ReplayCard call={call} ran={call.flow} />}
      </div>
      {call.path.length === 0 ? (
        <div className="border-l border-line bg-surface">
          <EmptyState text={t(withoutSteps(call))} />
        </div>
      ) : (
        <StepPanel call={call} lines={lines} at={at} />
      )}
    </div>
  );
};

/** Why a call has no step to show. */
const withoutSteps = ({ status, direction, answeredAt }: CallResource): 'noStepsYet' | 'notReached' | 'noSteps' => {
  if (status === 'live') return 'noStepsYet';
  return direction === 'outbound' && answeredAt === null ? 'notReached' : 'noSteps';
};
