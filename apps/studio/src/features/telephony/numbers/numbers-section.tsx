'use client';

import type { NumberResource } from '@callwright/protocol';
import { ArrowRight, Ellipsis, Pencil, Plus, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../../shared/ui/button';
import { Chip } from '../../../shared/ui/chip';
import { EmptyState } from '../../../shared/ui/empty-state';
import { FailureNote } from '../../../shared/ui/failure-note';
import { Icon } from '../../../shared/ui/icon';
import { IconButton } from '../../../shared/ui/icon-button';
import { Menu, MenuItem, MenuLine } from '../../../shared/ui/menu';
import { Skeleton } from '../../../shared/ui/spinner';
import { showToast } from '../../../shared/ui/toast-store';
import { useFlows, useLines } from '../../settings/resources';
import { Section, Table } from '../../settings/section';
import { useNumberChanges, useNumbers } from '../read-telephony';
import { NumberDialog } from './number-dialog';
import { REJECT_CODES } from './number-form';

const UNDO_MS = 8000;

/** Numbers and who answers them, in the order in which they are tried. */
export const NumbersSection = () => {
  const t = useTranslations('telephony');
  const { data, error, refetch } = useNumbers();
  const [edited, setEdited] = useState<NumberResource | 'new' | null>(null);
  const remove = useRemove();
  const add = (
    <Button kind="primary" icon={Plus} onClick={() => setEdited('new')}>
      {t('numbers.add')}
    </Button>
  );
  const hasNumbers = data !== undefined && data.items.length > 0;
  return (
    <Section title={t('sections.numbers')} lead={t('numbers.lead')} action={hasNumbers ? add : undefined}>
      {error && !data && <FailureNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-40" />}
      {data?.items.length === 0 && <EmptyState text={t('numbers.empty')}>{add}</EmptyState>}
      {hasNumbers && (
        <Table
          head={
            <>
              <th scope="col">{t('numbers.number')}</th>
              <th scope="col">{t('numbers.answers')}</th>
              <th scope="col">{t('numbers.by')}</th>
              <th scope="col">{t('numbers.otherwiseShort')}</th>
              <th scope="col" />
            </>
          }
        >
          {data.items.map((number) => (
            <NumberRow
              key={number.id}
              number={number}
              onEdit={() => setEdited(number)}
              onDelete={() => void remove(number)}
            />
          ))}
        </Table>
      )}
      {edited && <NumberDialog number={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Section>
  );
};

/** Deletes at once, with a way back: the number is made again as it was. */
const useRemove = () => {
  const t = useTranslations('telephony');
  const words = useTranslations('shared');
  const { remove, create } = useNumberChanges();
  const refused = () => showToast({ text: t('form.unexpected'), tone: 'danger' });
  return async ({ id, pattern, trunkId, endpointId, fallback }: NumberResource) => {
    const undo = () => create.mutate({ pattern, trunkId, endpointId, fallback }, { onError: refused });
    try {
      await remove.mutateAsync(id);
      showToast({
        text: t('numbers.deleted', { pattern }),
        durationMs: UNDO_MS,
        action: { label: words('undo'), run: undo },
      });
    } catch {
      refused();
    }
  };
};

const NumberRow = ({
  number,
  onEdit,
  onDelete,
}: {
  readonly number: NumberResource;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
}) => {
  const t = useTranslations('telephony.numbers');
  return (
    <tr className="relative hover:bg-surface-2">
      <td className="whitespace-nowrap">
        <button
          type="button"
          onClick={onEdit}
          className="text-left font-semibold tabular-nums before:absolute before:inset-0 before:content-['']"
        >
          <Pattern pattern={number.pattern} />
        </button>
      </td>
      <td>
        <Answers number={number} />
      </td>
      <td className={number.trunkName ? 'whitespace-nowrap' : 'whitespace-nowrap text-ink-2'}>
        {number.trunkName ?? t('anyTrunk')}
      </td>
      <td className="text-ink-2">
        <Fallback fallback={number.fallback} />
      </td>
      <td>
        {/* Above the button that fills the row. */}
        <div className="relative z-10 flex justify-end">
          <Menu button={<IconButton icon={Ellipsis} label={t('edit', { pattern: number.pattern })} size={28} />}>
            <MenuItem icon={Pencil} onSelect={onEdit}>
              {t('editTitle')}
            </MenuItem>
            <MenuLine />
            <MenuItem icon={Trash2} tone="danger" onSelect={onDelete}>
              {t('delete')}
            </MenuItem>
          </Menu>
        </div>
      </td>
    </tr>
  );
};

const Pattern = ({ pattern }: { readonly pattern: string }) => {
  const t = useTranslations('telephony.numbers');
  if (pattern === '*') return t('allNumbers');
  if (!pattern.endsWith('*')) return pattern;
  return (
    <>
      {pattern.slice(0, -1)}
      <span className="font-normal text-ink-2">{t('andAfter')}</span>
    </>
  );
};

/** Line, flow and version in one row. */
const Answers = ({ number: { endpointId, endpointName } }: { readonly number: NumberResource }) => {
  const t = useTranslations('telephony.numbers');
  const { data: lines } = useLines();
  const { data: flows } = useFlows();
  if (endpointName === null) return <Chip tone="warning">{t('nobody')}</Chip>;
  const line = lines?.items.find(({ id }) => id === endpointId);
  const flow = flows?.items.find(({ id }) => id === line?.flowId);
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
      <span className="font-strong">{endpointName}</span>
      {line && line.flowName === null && <span className="text-sm text-ink-2">{t('program')}</span>}
      {line?.flowName && (
        <span className="inline-flex items-center gap-2">
          <Icon icon={ArrowRight} size={14} className="text-ink-3" />
          <Link href={`/flows/${line.flowId}`} className="relative z-10 text-accent hover:underline">
            {line.flowName}
          </Link>
          {flow && flow.publishedVersion === null && <Chip tone="warning">{t('unpublished')}</Chip>}
          {flow && flow.publishedVersion !== null && (
            <span className="text-sm whitespace-nowrap text-ink-3">
              {t('version', { version: flow.publishedVersion })}
            </span>
          )}
        </span>
      )}
    </span>
  );
};

const Fallback = ({ fallback }: { readonly fallback: NumberResource['fallback'] }) => {
  const t = useTranslations('telephony.numbers.fallbackShort');
  if (fallback === null) return t('none');
  if (fallback.kind === 'dial') return t('dial', { target: fallback.target });
  const known = REJECT_CODES.find((code) => code === fallback.code);
  return known ? t(`reject${known}`) : t('reject', { code: String(fallback.code) });
};
