'use client';

import type { TrunkResource } from '@callwright/protocol';
import { Plus } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../../shared/ui/button';
import { ButtonLink } from '../../../shared/ui/button-link';
import { Dialog } from '../../../shared/ui/dialog';
import { EmptyState } from '../../../shared/ui/empty-state';
import { FailureNote } from '../../../shared/ui/failure-note';
import { Skeleton } from '../../../shared/ui/spinner';
import { ConfirmDialog } from '../../settings/confirm-dialog';
import { Section } from '../../settings/section';
import { useTrunkChanges, useTrunks } from '../read-telephony';
import { ExamineDialog } from './examine-dialog';
import { TrunkCard } from './trunk-card';
import { TrunkDialog } from './trunk-dialog';

type Open = { readonly what: 'new' } | { readonly what: 'edit' | 'examine' | 'delete'; readonly trunk: TrunkResource };

/** Carriers and PBXs, and how each fares now. */
export const TrunksSection = () => {
  const t = useTranslations('telephony');
  const { data, error, refetch } = useTrunks();
  const { remove } = useTrunkChanges();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const add = (
    <Button kind="primary" icon={Plus} onClick={() => setOpen({ what: 'new' })}>
      {t('trunks.add')}
    </Button>
  );
  const hasTrunks = data !== undefined && data.items.length > 0;
  return (
    <Section title={t('sections.trunks')} lead={t('trunks.lead')} action={hasTrunks ? add : undefined}>
      {error && !data && <FailureNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-40" />}
      {data?.items.length === 0 && <EmptyState text={t('trunks.empty')}>{add}</EmptyState>}
      {hasTrunks && (
        <ul className="flex flex-col gap-3.5">
          {data.items.map((trunk) => (
            <TrunkCard
              key={trunk.id}
              trunk={trunk}
              onEdit={() => setOpen({ what: 'edit', trunk })}
              onExamine={() => setOpen({ what: 'examine', trunk })}
              onDelete={() => setOpen({ what: 'delete', trunk })}
            />
          ))}
        </ul>
      )}
      {open?.what === 'new' && <TrunkDialog trunk={null} onClose={close} />}
      {open?.what === 'edit' && <TrunkDialog trunk={open.trunk} onClose={close} />}
      {open?.what === 'examine' && <ExamineDialog trunk={open.trunk} onClose={close} />}
      {open?.what === 'delete' && open.trunk.numberCount > 0 && <InUseDialog trunk={open.trunk} onClose={close} />}
      {open?.what === 'delete' && open.trunk.numberCount === 0 && (
        <ConfirmDialog
          isOpen
          title={t('trunks.deleteTitle', { name: open.trunk.name })}
          lead={t('trunks.deleteLead')}
          confirm={t('trunks.deleteSave')}
          onConfirm={() => remove.mutateAsync(open.trunk.id)}
          onClose={close}
        />
      )}
    </Section>
  );
};

/** Says why a trunk cannot be deleted, and where to change that. */
const InUseDialog = ({ trunk, onClose }: { readonly trunk: TrunkResource; readonly onClose: () => void }) => {
  const t = useTranslations('telephony.trunks');
  const words = useTranslations('shared');
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('inUseTitle', { name: trunk.name })}
      lead={t('inUseLead', { count: trunk.numberCount })}
      widthPx={420}
      foot={
        <>
          <Button onClick={onClose}>{words('close')}</Button>
          <ButtonLink kind="primary">
            <Link href="/numbers?section=numbers">{t('inUseShow')}</Link>
          </ButtonLink>
        </>
      }
    />
  );
};
