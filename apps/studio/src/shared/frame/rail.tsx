'use client';

import { Hash, House, type LucideIcon, Phone, Settings, Voicemail, Workflow } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Icon } from '../ui/icon';
import { Mark } from './mark';

const PLACES = [
  { name: 'home', href: '/', icon: House },
  { name: 'flows', href: '/flows', icon: Workflow },
  { name: 'calls', href: '/calls', icon: Phone },
  { name: 'messages', href: '/messages', icon: Voicemail },
  { name: 'telephony', href: '/numbers', icon: Hash },
] as const;

/** The places of the studio, icon and word. */
export const Rail = ({ account }: { readonly account: ReactNode }) => {
  const t = useTranslations('shared.rail');
  return (
    <nav
      aria-label={t('label')}
      className="flex flex-col items-center gap-0.5 overflow-y-auto border-r border-line bg-bg py-2.5"
    >
      <Mark className="mb-2.5 size-[34px] shrink-0 text-accent" />
      {PLACES.map((place) => (
        <Place key={place.name} href={place.href} icon={place.icon} label={t(place.name)} />
      ))}
      <div className="flex-1" />
      <Place href="/settings" icon={Settings} label={t('settings')} />
      {account}
    </nav>
  );
};

const Place = ({ href, icon, label }: { readonly href: string; readonly icon: LucideIcon; readonly label: string }) => {
  const pathname = usePathname();
  const isHere = href === '/' ? pathname === '/' : pathname.startsWith(href);
  return (
    <Link
      href={href}
      aria-current={isHere ? 'page' : undefined}
      className={`flex h-[50px] w-16 shrink-0 flex-col items-center justify-center gap-[3px] rounded-field text-hint no-underline transition-colors duration-[120ms] ${
        isHere ? 'bg-accent-soft font-title text-accent' : 'font-medium text-ink-2 hover:bg-surface-3'
      }`}
    >
      <Icon icon={icon} size={19} />
      {label}
    </Link>
  );
};
