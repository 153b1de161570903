'use client';

import type { SipUserResource } from '@callwright/protocol';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../../shared/ui/button';
import { EmptyState } from '../../../shared/ui/empty-state';
import { FailureNote } from '../../../shared/ui/failure-note';
import { Skeleton } from '../../../shared/ui/spinner';
import { showToast } from '../../../shared/ui/toast-store';
import { ConfirmDialog } from '../../settings/confirm-dialog';
import { Section, Table } from '../../settings/section';
import { CallSomebodyDialog } from '../place-call/call-somebody-dialog';
import { usePhoneChanges, usePhones } from '../read-telephony';
import { PhoneDialog } from './phone-dialog';
import { PhoneRow } from './phone-row';
import { PhoneSettingsDialog } from './phone-settings-dialog';

type Open =
  | { readonly what: 'new' }
  | { readonly what: 'edit' | 'settings' | 'renew' | 'delete' | 'call'; readonly user: SipUserResource };

/** Who has a telephone of ours, and where it is now. */
export const PhonesSection = () => {
  const t = useTranslations('telephony');
  const { data, error, refetch } = usePhones();
  const { remove, renew } = usePhoneChanges();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const show = (user: SipUserResource) => setOpen({ what: 'settings', user });
  const setEnabled = useEnabling();
  const add = (
    <Button kind="primary" icon={Plus} onClick={() => setOpen({ what: 'new' })}>
      {t('phones.add')}
    </Button>
  );
  const hasPhones = data !== undefined && data.items.length > 0;
  return (
    <Section title={t('sections.phones')} lead={t('phones.lead')} action={hasPhones ? add : undefined}>
      {error && !data && <FailureNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-40" />}
      {data?.items.length === 0 && <EmptyState text={t('phones.empty')}>{add}</EmptyState>}
      {hasPhones && (
        <Table
          head={
            <>
              <th scope="col">{t('phones.who')}</th>
              <th scope="col">{t('phones.user')}</th>
              <th scope="col">{t('phones.where')}</th>
              <th scope="col">{t('phones.may')}</th>
              <th scope="col" />
            </>
          }
        >
          {data.items.map((user) => (
            <PhoneRow
              key={user.id}
              user={user}
              onCall={() => setOpen({ what: 'call', user })}
              onSettings={() => show(user)}
              onEdit={() => setOpen({ what: 'edit', user })}
              onRenew={() => setOpen({ what: 'renew', user })}
              onTurn={() => setEnabled(user)}
              onDelete={() => setOpen({ what: 'delete', user })}
            />
          ))}
        </Table>
      )}
      {open?.what === 'new' && <PhoneDialog user={null} onMade={show} onClose={close} />}
      {open?.what === 'edit' && <PhoneDialog user={open.user} onMade={show} onClose={close} />}
      {open?.what === 'settings' && <PhoneSettingsDialog user={open.user} onClose={close} />}
      {open?.what === 'call' && <CallSomebodyDialog callee={open.user.username} onClose={close} />}
      {open?.what === 'renew' && (
        <ConfirmDialog
          isOpen
          title={t('phones.renewTitle', { name: open.user.displayName })}
          lead={t('phones.renewLead')}
          confirm={t('phones.renewSave')}
          // The dialog closes itself when this is done; the new password comes after that.
          onConfirm={async () => {
            const renewed = await renew.mutateAsync(open.user.id);
            setTimeout(() => show(renewed));
          }}
          onClose={close}
        />
      )}
      {open?.what === 'delete' && (
        <ConfirmDialog
          isOpen
          title={t('phones.deleteTitle', { name: open.user.displayName })}
          lead={t('phones.deleteLead')}
          confirm={t('phones.deleteSave')}
          onConfirm={() => remove.mutateAsync(open.user.id)}
          onClose={close}
        />
      )}
    </Section>
  );
};

/** Lets somebody's telephones in or keeps them out, with a way back. */
const useEnabling = () => {
  const t = useTranslations('telephony');
  const words = useTranslations('shared');
  const { update } = usePhoneChanges();
  const refused = () => showToast({ text: t('form.unexpected'), tone: 'danger' });
  return ({ id, isEnabled, displayName: name }: SipUserResource) => {
    const undo = () => update.mutate({ id, change: { isEnabled } }, { onError: refused });
    const told = () =>
      showToast({
        text: t(isEnabled ? 'phones.turnedOff' : 'phones.turnedOn', { name }),
        action: { label: words('undo'), run: undo },
      });
    update.mutate({ id, change: { isEnabled: !isEnabled } }, { onSuccess: told, onError: refused });
  };
};
