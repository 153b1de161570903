'use client';

import type { SipUserResource } from '@callwright/protocol';
import { Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { usePublicConfig } from '../../../shared/api/live-events';
import { Button } from '../../../shared/ui/button';
import { copyText } from '../../../shared/ui/copy-text';
import { Dialog } from '../../../shared/ui/dialog';
import { IconButton } from '../../../shared/ui/icon-button';
import { isOnlyHere, type PhoneSetting, phoneServer, phoneSettings } from './phone-settings';

/** What is typed into somebody's telephone; with the password only right after it was made. */
export const PhoneSettingsDialog = ({
  user,
  onClose,
}: {
  readonly user: SipUserResource;
  readonly onClose: () => void;
}) => {
  const t = useTranslations('telephony.phones');
  const words = useTranslations('shared');
  const { data: config } = usePublicConfig();
  const { hostname } = window.location;
  const settings = phoneSettings(user, phoneServer(hostname, config?.sipPort ?? null));
  const isNew = user.password !== undefined;
  const all = settings.map(({ name, value }) => `${t(`setting.${name}`)}: ${value}`).join('\n');
  return (
    <Dialog
      isOpen
      // A press beside it must not put a password away that is never shown again.
      onClose={isNew ? undefined : onClose}
      title={t('settingsTitle', { name: user.displayName })}
      lead={t(isNew ? 'settingsOnce' : 'settingsLead')}
      widthPx={520}
      foot={
        <>
          <Button icon={Copy} onClick={() => void copyText(all, { done: t('allCopied'), refused: t('notCopied') })}>
            {t('copyAll')}
          </Button>
          <Button kind="primary" onClick={onClose}>
            {isNew ? t('haveIt') : words('close')}
          </Button>
        </>
      }
    >
      <dl className="divide-y divide-line rounded-card border border-line">
        {settings.map((setting) => (
          <Setting key={setting.name} setting={setting} />
        ))}
      </dl>
      <p className="mt-3 text-sm text-ink-3">{t(isOnlyHere(hostname) ? 'serverOnlyHere' : 'serverHelp')}</p>
      {!isNew && <p className="mt-1 text-sm text-ink-3">{t('passwordHidden')}</p>}
    </Dialog>
  );
};

const Setting = ({ setting: { name, value } }: { readonly setting: PhoneSetting }) => {
  const t = useTranslations('telephony.phones');
  const label = t(`setting.${name}`);
  return (
    <div className="flex min-h-11 items-center gap-3 px-3.5">
      <dt className="w-28 shrink-0 text-ink-2">{label}</dt>
      <dd className="min-w-0 flex-1 font-mono break-all select-all">{value}</dd>
      <IconButton
        icon={Copy}
        label={t('copy', { name: label })}
        size={28}
        side="left"
        onClick={() => void copyText(value, { done: t('copied', { name: label }), refused: t('notCopied') })}
      />
    </div>
  );
};
