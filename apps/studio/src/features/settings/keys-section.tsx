'use client';

import type { ApiKeyResource, Scope } from '@callwright/protocol';
import { Plus, Trash2 } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { hasCode } from '../../shared/api/api-failure';
import { Button } from '../../shared/ui/button';
import { EmptyState } from '../../shared/ui/empty-state';
import { FailureNote } from '../../shared/ui/failure-note';
import { IconButton } from '../../shared/ui/icon-button';
import { Skeleton } from '../../shared/ui/spinner';
import { ConfirmDialog } from './confirm-dialog';
import { formatDay } from './format-day';
import { KeyDialog } from './key-dialog';
import { useKeyChanges, useKeys } from './resources';
import { Section, Table } from './section';

/** Keys with which programs call and use the api. */
export const KeysSection = () => {
  const t = useTranslations('settings');
  const { data, error, refetch } = useKeys();
  const { remove } = useKeyChanges();
  const [isMaking, setMaking] = useState(false);
  const [doomed, setDoomed] = useState<ApiKeyResource | null>(null);
  const add = (
    <Button kind="primary" icon={Plus} onClick={() => setMaking(true)}>
      {t('keys.add')}
    </Button>
  );
  return (
    <Section title={t('sections.keys')} lead={t('keys.lead')} action={data && data.items.length > 0 ? add : undefined}>
      {error && hasCode(error, 'auth.forbidden') && <EmptyState text={t('keys.forbidden')} />}
      {error && !hasCode(error, 'auth.forbidden') && <FailureNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-40" />}
      {data && data.items.length === 0 && <EmptyState text={t('keys.empty')}>{add}</EmptyState>}
      {data && data.items.length > 0 && (
        <Table
          head={
            <>
              <th scope="col">{t('keys.name')}</th>
              <th scope="col">{t('keys.key')}</th>
              <th scope="col">{t('keys.may')}</th>
              <th scope="col">{t('keys.made')}</th>
              <th scope="col" />
            </>
          }
        >
          {data.items.map((key) => (
            <KeyRow key={key.id} apiKey={key} onDelete={() => setDoomed(key)} />
          ))}
        </Table>
      )}
      {isMaking && <KeyDialog onClose={() => setMaking(false)} />}
      {doomed && (
        <ConfirmDialog
          isOpen
          title={t('keys.deleteTitle', { name: doomed.name })}
          lead={t('keys.deleteLead')}
          confirm={t('keys.deleteSave')}
          onConfirm={() => remove.mutateAsync(doomed.id)}
          onClose={() => setDoomed(null)}
        />
      )}
    </Section>
  );
};

const KeyRow = ({ apiKey, onDelete }: { readonly apiKey: ApiKeyResource; readonly onDelete: () => void }) => {
  const t = useTranslations('settings.keys');
  const locale = useLocale();
  return (
    <tr>
      <td className="font-semibold whitespace-nowrap">{apiKey.name}</td>
      <td className="font-mono text-sm whitespace-nowrap text-ink-2">{apiKey.prefix}…</td>
      <td className="text-sm text-ink-2">
        {shownScopes(apiKey)
          .map((scope) => t(`scopes.${scope}`))
          .join(', ')}
      </td>
      <td className="whitespace-nowrap text-ink-2">{formatDay(apiKey.createdAt, locale)}</td>
      <td className="text-right">
        <IconButton icon={Trash2} label={t('delete', { name: apiKey.name })} size={28} side="left" onClick={onDelete} />
      </td>
    </tr>
  );
};

// Whoever may do everything need not be told the rest.
const shownScopes = ({ scopes }: ApiKeyResource): readonly Scope[] => (scopes.includes('admin') ? ['admin'] : scopes);
