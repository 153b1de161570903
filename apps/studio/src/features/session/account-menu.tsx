'use client';

import { LogOut } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useThemeStore } from '../../shared/theme/theme';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from '../../shared/ui/menu';
import { useMe, useSession } from './use-session';

/** Who is signed in, the colours, and the way out. */
export const AccountMenu = () => {
  const t = useTranslations('shared');
  const { data } = useMe();
  const { signOut } = useSession();
  const { theme, choose } = useThemeStore();
  const router = useRouter();
  const leave = async () => {
    await signOut();
    router.replace('/sign-in');
  };
  return (
    <Menu
      align="start"
      button={
        <button
          type="button"
          aria-label={t('account.menu')}
          className="mt-1 grid size-9 shrink-0 place-items-center rounded-full bg-surface-3 text-sm font-title text-ink-2 hover:text-ink focus-visible:rounded-full"
        >
          {initials(data?.user.name ?? '')}
        </button>
      }
    >
      <div className="px-2 pt-1 pb-1.5">
        <p className="font-semibold">{data?.user.name}</p>
        <p className="text-sm text-ink-3">{data?.user.email}</p>
      </div>
      <MenuLine />
      <MenuLabel>{t('theme.label')}</MenuLabel>
      <MenuChoice
        value={theme}
        onChange={choose}
        options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: t(`theme.${value}`) }))}
      />
      <MenuLine />
      <MenuItem icon={LogOut} onSelect={() => void leave()}>
        {t('account.signOut')}
      </MenuItem>
    </Menu>
  );
};

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => word.charAt(0).toUpperCase())
    .slice(0, 2)
    .join('');
