'use client';

import type { EndpointResource } from '@callwright/protocol';
import { Ellipsis, Link2, Pencil, Plus, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../shared/ui/button';
import { Chip } from '../../shared/ui/chip';
import { copyText } from '../../shared/ui/copy-text';
import { EmptyState } from '../../shared/ui/empty-state';
import { FailureNote } from '../../shared/ui/failure-note';
import { IconButton } from '../../shared/ui/icon-button';
import { Menu, MenuItem, MenuLine } from '../../shared/ui/menu';
import { Skeleton } from '../../shared/ui/spinner';
import { ConfirmDialog } from './confirm-dialog';
import { LineDialog } from './line-dialog';
import { useLineChanges, useLines } from './resources';
import { Section, Table } from './section';

/** Names and numbers that can be called. */
export const LinesSection = () => {
  const t = useTranslations('settings');
  const { data, error, refetch } = useLines();
  const { remove } = useLineChanges();
  const [edited, setEdited] = useState<EndpointResource | 'new' | null>(null);
  const [doomed, setDoomed] = useState<EndpointResource | null>(null);
  const add = (
    <Button kind="primary" icon={Plus} onClick={() => setEdited('new')}>
      {t('lines.add')}
    </Button>
  );
  return (
    <Section
      title={t('sections.lines')}
      lead={t('lines.lead')}
      action={data && data.items.length > 0 ? add : undefined}
    >
      {error && <FailureNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-40" />}
      {data && data.items.length === 0 && <EmptyState text={t('lines.empty')}>{add}</EmptyState>}
      {data && data.items.length > 0 && (
        <Table
          head={
            <>
              <th scope="col">{t('lines.name')}</th>
              <th scope="col">{t('lines.answer.label')}</th>
              <th scope="col">{t('lines.access')}</th>
              <th scope="col" />
            </>
          }
        >
          {data.items.map((line) => (
            <LineRow key={line.id} line={line} onEdit={() => setEdited(line)} onDelete={() => setDoomed(line)} />
          ))}
        </Table>
      )}
      {edited && <LineDialog line={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
      {doomed && (
        <ConfirmDialog
          isOpen
          title={t('lines.deleteTitle', { name: doomed.name })}
          lead={t('lines.deleteLead')}
          confirm={t('lines.deleteSave')}
          onConfirm={() => remove.mutateAsync(doomed.id)}
          onClose={() => setDoomed(null)}
        />
      )}
    </Section>
  );
};

const LineRow = ({
  line,
  onEdit,
  onDelete,
}: {
  readonly line: EndpointResource;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
}) => {
  const t = useTranslations('settings');
  const names = useTranslations('shared.protocol');
  const copy = () =>
    copyText(new URL(`/line/${encodeURIComponent(line.name)}`, window.location.href).href, {
      done: t('lines.copied', { name: line.name }),
      refused: t('notCopied'),
    });
  return (
    <tr>
      <td className="font-semibold tabular-nums">{line.name}</td>
      <td>
        <span className={line.flowName ? '' : 'text-ink-2'}>
          {line.flowName ?? t(`lines.answeredBy.${line.application?.kind ?? 'client'}`)}
        </span>
        {line.protocol && (
          <span className="block text-sm text-ink-3">{t('lines.byProtocol', { protocol: names(line.protocol) })}</span>
        )}
      </td>
      <td>
        <Chip tone={line.isPublic ? 'accent' : 'plain'}>{t(line.isPublic ? 'lines.everybody' : 'lines.signedIn')}</Chip>
      </td>
      <td>
        <div className="flex items-center justify-end gap-1.5">
          <Button size="small" icon={Link2} onClick={() => void copy()}>
            {t('lines.copyLink')}
          </Button>
          <Menu button={<IconButton icon={Ellipsis} label={t('lines.edit', { name: line.name })} size={28} />}>
            <MenuItem icon={Pencil} onSelect={onEdit}>
              {t('lines.editTitle')}
            </MenuItem>
            <MenuLine />
            <MenuItem icon={Trash2} tone="danger" onSelect={onDelete}>
              {t('lines.delete')}
            </MenuItem>
          </Menu>
        </div>
      </td>
    </tr>
  );
};
