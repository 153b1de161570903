'use client';

import type { FlowSummary } from '@callwright/protocol';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { PageHeader } from '../../shared/frame/page-header';
import { Button } from '../../shared/ui/button';
import { EmptyState } from '../../shared/ui/empty-state';
import { FailureNote } from '../../shared/ui/failure-note';
import { Skeleton } from '../../shared/ui/spinner';
import { CreateFlowDialog } from './create-flow-dialog';
import { FlowRow } from './flow-row';
import { ImportFlow } from './import-flow';
import { RenameFlowDialog } from './rename-flow-dialog';
import { useDeletedFlows } from './use-deleted-flows';
import { useFlows } from './use-flows';

/** All flows of the workspace. */
export const FlowsPage = () => {
  const t = useTranslations('flows');
  const [isCreating, setCreating] = useState(false);
  const [renamed, setRenamed] = useState<FlowSummary>();
  const flows = useFlows();
  const { isDeleted, remove } = useDeletedFlows();
  const items = flows.data?.pages.flatMap((one) => one.items).filter(({ id }) => !isDeleted(id));
  const create = (
    <Button kind="primary" icon={Plus} onClick={() => setCreating(true)}>
      {t('new')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')}>
        <ImportFlow />
        {create}
      </PageHeader>
      <main id="page" className="min-h-0 flex-1 overflow-y-auto px-8 py-6">
        {flows.isPending && <Loading />}
        {flows.isError && <FailureNote error={flows.error} onRetry={() => void flows.refetch()} />}
        {items?.length === 0 && <EmptyState text={t('empty')}>{create}</EmptyState>}
        {items && items.length > 0 && <FlowTable flows={items} onRename={setRenamed} onRemove={remove} />}
        {flows.hasNextPage && (
          <div className="mt-4 flex justify-center">
            <Button isBusy={flows.isFetchingNextPage} onClick={() => void flows.fetchNextPage()}>
              {t('showMore')}
            </Button>
          </div>
        )}
      </main>
      {isCreating && <CreateFlowDialog onClose={() => setCreating(false)} />}
      {renamed && <RenameFlowDialog flow={renamed} onClose={() => setRenamed(undefined)} />}
    </>
  );
};

const FlowTable = ({
  flows,
  onRename,
  onRemove,
}: {
  readonly flows: readonly FlowSummary[];
  readonly onRename: (flow: FlowSummary) => void;
  readonly onRemove: (flow: FlowSummary) => void;
}) => {
  const t = useTranslations('flows.columns');
  return (
    <div className="overflow-x-auto rounded-card border border-line bg-surface">
      <table className="w-full border-collapse text-left">
        <thead className="text-sm text-ink-3">
          <tr className="h-9 border-b border-line">
            <th className="pl-4 font-normal">{t('name')}</th>
            <th className="px-3 font-normal">{t('state')}</th>
            <th className="px-3 font-normal">{t('reached')}</th>
            <th className="px-3 font-normal">{t('steps')}</th>
            <th className="px-3 font-normal">{t('changed')}</th>
            <th className="w-12">
              <span className="sr-only">{t('more')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {flows.map((flow) => (
            <FlowRow key={flow.id} flow={flow} onRename={onRename} onRemove={onRemove} />
          ))}
        </tbody>
      </table>
    </div>
  );
};

const Loading = () => (
  <div className="flex flex-col gap-2" aria-busy>
    {[0, 1, 2].map((row) => (
      <Skeleton key={row} className="h-[53px]" />
    ))}
  </div>
);
