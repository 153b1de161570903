'use client';

import type { SipUserResource } from '@callwright/protocol';
import { Ellipsis, KeyRound, ListChecks, Pencil, PhoneOutgoing, Power, Trash2, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Chip } from '../../../shared/ui/chip';
import { IconButton } from '../../../shared/ui/icon-button';
import { Menu, MenuItem, MenuLine } from '../../../shared/ui/menu';
import { placeOfContact } from './phone-settings';

/** Somebody with a telephone, and where it is now. */
export const PhoneRow = ({
  user,
  onCall,
  onSettings,
  onEdit,
  onRenew,
  onTurn,
  onDelete,
}: {
  readonly user: SipUserResource;
  readonly onCall: () => void;
  readonly onSettings: () => void;
  readonly onEdit: () => void;
  readonly onRenew: () => void;
  readonly onTurn: () => void;
  readonly onDelete: () => void;
}) => {
  const t = useTranslations('telephony.phones');
  return (
    <tr className="relative hover:bg-surface-2">
      <td>
        <button
          type="button"
          onClick={onEdit}
          className="text-left font-semibold before:absolute before:inset-0 before:content-['']"
        >
          {user.displayName}
        </button>
      </td>
      <td className="whitespace-nowrap text-ink-2">{user.username}</td>
      <td className="py-1.5">
        <Where user={user} />
      </td>
      <td className="text-ink-2">
        {user.mayDialOut ? t('mayOutside', { number: user.callerId ?? t('noCallerId') }) : t('mayInside')}
      </td>
      <td>
        {/* Above the button that fills the row. */}
        <div className="relative z-10 flex justify-end">
          <Menu button={<IconButton icon={Ellipsis} label={t('more', { name: user.displayName })} size={28} />}>
            <MenuItem icon={PhoneOutgoing} onSelect={onCall}>
              {t('call')}
            </MenuItem>
            <MenuItem icon={Pencil} onSelect={onEdit}>
              {t('edit')}
            </MenuItem>
            <MenuItem icon={ListChecks} onSelect={onSettings}>
              {t('settings')}
            </MenuItem>
            <MenuItem icon={KeyRound} onSelect={onRenew}>
              {t('renew')}
            </MenuItem>
            <MenuItem icon={Power} onSelect={onTurn}>
              {t(user.isEnabled ? 'turnOff' : 'turnOn')}
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

const Where = ({ user: { isEnabled, needsPassword, phones } }: { readonly user: SipUserResource }) => {
  const t = useTranslations('telephony.phones');
  if (!isEnabled) return <Chip>{t('isOff')}</Chip>;
  if (needsPassword)
    return (
      <Chip tone="warning" icon={TriangleAlert}>
        {t('needsPassword')}
      </Chip>
    );
  if (phones.length === 0) return <span className="text-ink-3">{t('nowhere')}</span>;
  return (
    <ul>
      {phones.map(({ contact, userAgent, transport }) => (
        <li key={contact} className="flex flex-wrap items-center gap-x-2">
          <Chip tone="ok" lamp="still">
            {t('registered')}
          </Chip>
          <span>{userAgent || t('unknownPhone')}</span>
          <span className="text-sm text-ink-3 tabular-nums">
            {t('at', { place: placeOfContact(contact), transport: transport.toUpperCase() })}
          </span>
        </li>
      ))}
    </ul>
  );
};
