'use client';

import { type FlowId, type FlowProblem, flowResource, type ProtocolName } from '@callwright/protocol';
import { useQuery } from '@tanstack/react-query';
import { CircleAlert } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { api } from '../../shared/api/client';
import { Icon } from '../../shared/ui/icon';

/** The steps of a flow that calls by a protocol cannot do, and what may be done about it. */
export const UnfitSteps = ({
  flowId,
  protocol,
  problems,
}: {
  readonly flowId: FlowId;
  readonly protocol: ProtocolName;
  readonly problems: readonly FlowProblem[];
}) => {
  const t = useTranslations('settings.lines.unfit');
  const names = useTranslations('shared.protocol');
  const stepName = useStepNames(flowId);
  return (
    <div role="alert" className="flex gap-2.5 rounded-card bg-danger-soft px-3.5 py-3">
      <Icon icon={CircleAlert} className="mt-0.5 shrink-0 text-danger" />
      <div className="flex min-w-0 flex-col gap-1.5">
        <p className="font-strong">{t('title', { protocol: names(protocol) })}</p>
        <ul className="flex flex-col gap-1">
          {problems.map((problem) => (
            <li key={`${problem.nodeId} ${problem.message}`}>
              {problem.nodeId && <b className="font-semibold">{stepName(problem.nodeId)}: </b>}
              {problem.message}
            </li>
          ))}
        </ul>
        <p className="text-ink-2">{t('help')}</p>
        <Link href={`/flows/${flowId}`} className="font-semibold text-accent underline underline-offset-3">
          {t('open')}
        </Link>
      </div>
    </div>
  );
};

// What is refused is what is published; its steps are called in the draft as they were, or have gone from it.
const useStepNames = (flowId: FlowId): ((nodeId: string) => string) => {
  const t = useTranslations('settings.lines.unfit');
  const { data } = useQuery({
    queryKey: ['flows', flowId, 'steps'],
    queryFn: ({ signal }) => api.get(`/flows/${flowId}`, flowResource, { signal }),
  });
  return (nodeId) => data?.draft.document.flow.nodes.find(({ id }) => id === nodeId)?.name ?? t('someStep');
};
