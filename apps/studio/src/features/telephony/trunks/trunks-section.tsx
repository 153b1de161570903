'use client';

import type { TrunkResource } from '@callwright/protocol';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../../shared/ui/button';
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
      {open?.what === 'delete' && (
        <ConfirmDialog
          isOpen
          title={t('trunks.deleteTitle', { name: open.trunk.name })}
          lead={t(open.trunk.numberCount > 0 ? 'trunks.deleteInUse' : 'trunks.deleteLead', {
            count: open.trunk.numberCount,
          })}
          confirm={t('trunks.deleteSave')}
          onConfirm={() => remove.mutateAsync(open.trunk.id)}
          onClose={close}
        />
      )}
    </Section>
  );
};
