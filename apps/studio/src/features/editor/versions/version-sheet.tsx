'use client';

import { type FlowVersion, flowVersion, flowVersionDetail, page } from '@callwright/protocol';
import { useQuery } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '../../../shared/api/client';
import { Button } from '../../../shared/ui/button';
import { Chip } from '../../../shared/ui/chip';
import { Dialog } from '../../../shared/ui/dialog';
import { FailureNote } from '../../../shared/ui/failure-note';
import { Skeleton } from '../../../shared/ui/spinner';
import { showToast } from '../../../shared/ui/toast-store';
import { FlowPathCanvas } from '../canvas/flow-path-canvas';
import { useActions, useEditor } from '../editor-context';

const MOST = 200;

/** Every version callers ever heard: look at one, or take it back into the draft. */
export const VersionSheet = ({ onClose }: { readonly onClose: () => void }) => {
  const t = useTranslations('editor.versions');
  const flowId = useEditor((state) => state.flowId);
  const live = useEditor((state) => state.publishedVersion);
  const [chosen, setChosen] = useState<number | null>(live);
  const versions = useQuery({
    queryKey: ['flows', flowId, 'versions'],
    queryFn: ({ signal }) =>
      api.get(`/flows/${flowId}/versions`, page(flowVersion), { signal, query: { limit: MOST } }),
  });
  const items = versions.data?.items ?? [];
  return (
    <Dialog isOpen onClose={onClose} title={t('title')} lead={t('lead')} widthPx={1080} className="pb-6">
      {versions.isPending && <Skeleton className="h-64" />}
      {versions.isError && <FailureNote error={versions.error} onRetry={() => void versions.refetch()} />}
      {versions.data && items.length === 0 && <p className="py-10 text-center text-ink-2">{t('none')}</p>}
      {items.length > 0 && (
        <div className="grid h-[min(60vh,560px)] grid-cols-[300px_minmax(0,1fr)] gap-4">
          <ul className="flex flex-col gap-1 overflow-y-auto pr-1">
            {items.map((version) => (
              <VersionRow
                key={version.version}
                version={version}
                isLive={version.version === live}
                isChosen={version.version === chosen}
                onChoose={() => setChosen(version.version)}
              />
            ))}
          </ul>
          <div className="relative overflow-hidden rounded-card border border-line">
            {chosen !== null && <VersionPreview key={chosen} version={chosen} onTaken={onClose} />}
          </div>
        </div>
      )}
    </Dialog>
  );
};

const VersionRow = ({
  version,
  isLive,
  isChosen,
  onChoose,
}: {
  readonly version: FlowVersion;
  readonly isLive: boolean;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}) => {
  const t = useTranslations('editor.versions');
  const format = useFormatter();
  return (
    <li>
      <button
        type="button"
        aria-pressed={isChosen}
        onClick={onChoose}
        className={`w-full rounded-field px-3 py-2 text-left ${isChosen ? 'bg-accent-soft' : 'hover:bg-surface-3'}`}
      >
        <span className="flex items-center gap-2">
          <b className="font-title">{t('version', { version: version.version })}</b>
          {isLive && (
            <Chip tone="live" lamp="still">
              {t('live')}
            </Chip>
          )}
          <span className="ml-auto text-sm text-ink-3">{t('steps', { count: version.stepCount })}</span>
        </span>
        <span className="block text-sm text-ink-2">
          {t('publishedBy', {
            when: format.dateTime(new Date(version.publishedAt), {
              dateStyle: 'medium',
              timeStyle: 'short',
              timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
            }),
            who: version.publishedBy,
          })}
        </span>
        {version.note !== '' && <span className="mt-0.5 block text-ink-2">{version.note}</span>}
      </button>
    </li>
  );
};

const VersionPreview = ({ version, onTaken }: { readonly version: number; readonly onTaken: () => void }) => {
  const t = useTranslations('editor.versions');
  const words = useTranslations('shared');
  const actions = useActions();
  const flowId = useEditor((state) => state.flowId);
  const detail = useQuery({
    queryKey: ['flows', flowId, 'versions', version],
    queryFn: ({ signal }) => api.get(`/flows/${flowId}/versions/${version}`, flowVersionDetail, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (detail.isError) return <FailureNote error={detail.error} onRetry={() => void detail.refetch()} />;
  if (!detail.data) return <Skeleton className="h-full" />;
  const { document } = detail.data;
  const take = () => {
    actions.dispatch({ command: 'replaceDocument', document });
    actions.select({});
    actions.reveal(null);
    showToast({ text: t('taken', { version }), action: { label: words('undo'), run: actions.undo } });
    onTaken();
  };
  return (
    <>
      <FlowPathCanvas document={document} />
      <Button icon={RotateCcw} className="absolute top-3 right-3" onClick={take}>
        {t('take')}
      </Button>
    </>
  );
};
