'use client';

import type { FlowSummary } from '@callwright/protocol';
import { CircleAlert, CopyPlus, Ellipsis, PencilLine, Phone, Trash2, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useFormatter, useNow, useTranslations } from 'next-intl';
import { Chip } from '../../shared/ui/chip';
import { IconButton } from '../../shared/ui/icon-button';
import { Menu, MenuItem, MenuLine } from '../../shared/ui/menu';
import { showToast } from '../../shared/ui/toast-store';
import { useFlowCommands } from './use-flows';

/** A flow in the list. */
export const FlowRow = ({
  flow,
  onRename,
  onRemove,
}: {
  readonly flow: FlowSummary;
  readonly onRename: (flow: FlowSummary) => void;
  readonly onRemove: (flow: FlowSummary) => void;
}) => {
  const t = useTranslations('flows');
  const format = useFormatter();
  const now = useNow({ updateInterval: 60_000 });
  return (
    <tr className="relative h-[53px] border-b border-line last:border-0 hover:bg-surface-2">
      <td className="max-w-80 py-2 pl-4">
        <span className="flex items-center gap-2">
          <Link
            href={`/flows/${flow.id}`}
            className="min-w-0 truncate font-title text-ink no-underline before:absolute before:inset-0 before:content-['']"
          >
            {flow.name}
          </Link>
          <Problems flow={flow} />
        </span>
      </td>
      <td className="px-3">
        <FlowState flow={flow} />
      </td>
      <td className="max-w-60 px-3">
        {flow.endpoints.length > 0 ? (
          <span className="block truncate tabular-nums">{flow.endpoints.join(', ')}</span>
        ) : (
          <span className="text-ink-3">{t('unreached')}</span>
        )}
      </td>
      <td className="px-3 whitespace-nowrap text-ink-2 tabular-nums">{t('steps', { count: flow.stepCount })}</td>
      <td className="px-3 whitespace-nowrap text-ink-2">{format.relativeTime(new Date(flow.updatedAt), now)}</td>
      <td className="pr-2 text-right">
        <RowMenu flow={flow} onRename={onRename} onRemove={onRemove} />
      </td>
    </tr>
  );
};

const FlowState = ({ flow }: { readonly flow: FlowSummary }) => {
  const t = useTranslations('flows.state');
  if (flow.publishedVersion === null) return <Chip>{t('never')}</Chip>;
  return (
    <span className="flex items-center gap-2">
      <Chip tone="live" lamp="still">
        {t('live', { version: flow.publishedVersion })}
      </Chip>
      {flow.hasUnpublishedChanges && <span className="text-sm text-ink-3">{t('changes')}</span>}
    </span>
  );
};

const Problems = ({ flow }: { readonly flow: FlowSummary }) => {
  const t = useTranslations('flows.problems');
  if (flow.errorCount > 0)
    return (
      <Chip tone="danger" icon={CircleAlert}>
        {t('errors', { count: flow.errorCount })}
      </Chip>
    );
  if (flow.warningCount > 0)
    return (
      <Chip tone="warning" icon={TriangleAlert}>
        {t('warnings', { count: flow.warningCount })}
      </Chip>
    );
  return null;
};

const RowMenu = ({ flow, onRename, onRemove }: Parameters<typeof FlowRow>[0]) => {
  const t = useTranslations('flows');
  const router = useRouter();
  const { duplicate } = useFlowCommands();
  const copy = () =>
    duplicate.mutate(flow.id, {
      onSuccess: () => showToast({ text: t('duplicated', { name: flow.name }) }),
      onError: () => showToast({ text: t('commandFailed'), tone: 'danger' }),
    });
  return (
    // Above the link that fills the row.
    <span className="relative z-10">
      <Menu button={<IconButton icon={Ellipsis} label={t('more', { name: flow.name })} />}>
        <MenuItem icon={Phone} onSelect={() => router.push(`/flows/${flow.id}?call=1`)}>
          {t('call')}
        </MenuItem>
        <MenuItem icon={PencilLine} onSelect={() => onRename(flow)}>
          {t('rename')}
        </MenuItem>
        <MenuItem icon={CopyPlus} onSelect={copy}>
          {t('duplicate')}
        </MenuItem>
        <MenuLine />
        <MenuItem icon={Trash2} tone="danger" onSelect={() => onRemove(flow)}>
          {t('delete')}
        </MenuItem>
      </Menu>
    </span>
  );
};
