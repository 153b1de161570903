'use client';

import { Cable, Hash, type LucideIcon, Phone, ShieldCheck } from 'lucide-react';
import Link from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { ComponentType } from 'react';
import { PageHeader } from '../../shared/frame/page-header';
import { Icon } from '../../shared/ui/icon';
import { NumbersSection } from './numbers/numbers-section';
import { PhonesSection } from './phones/phones-section';
import { CallSomebodyButton } from './place-call/call-somebody-button';
import { PolicySection } from './policy/policy-section';
import { TrunksSection } from './trunks/trunks-section';

const SECTIONS = {
  numbers: { icon: Hash, Content: NumbersSection },
  trunks: { icon: Cable, Content: TrunksSection },
  phones: { icon: Phone, Content: PhonesSection },
  policy: { icon: ShieldCheck, Content: PolicySection },
} as const satisfies Record<string, { readonly icon: LucideIcon; readonly Content: ComponentType }>;

const NAMES = ['numbers', 'trunks', 'phones', 'policy'] as const satisfies readonly (keyof typeof SECTIONS)[];

/** How telephones reach Callwright and are reached by it, one section at a time; the address names it. */
export const TelephonyPage = () => {
  const t = useTranslations('telephony');
  const pathname = usePathname();
  const asked = useSearchParams().get('section');
  const shown = NAMES.find((name) => name === asked) ?? 'numbers';
  const { Content } = SECTIONS[shown];
  return (
    <>
      <PageHeader title={t('title')}>
        <CallSomebodyButton />
      </PageHeader>
      <main id="page" className="flex min-h-0 flex-1 max-[960px]:flex-col">
        <nav
          aria-label={t('sections.label')}
          className="w-[236px] shrink-0 overflow-y-auto border-r border-line px-3 py-[18px] max-[960px]:flex max-[960px]:w-full max-[960px]:gap-1 max-[960px]:border-r-0 max-[960px]:border-b max-[960px]:py-2"
        >
          {NAMES.map((name) => (
            <Link
              key={name}
              href={`${pathname}?section=${name}`}
              replace
              aria-current={name === shown ? 'page' : undefined}
              className={`flex h-[34px] items-center gap-2.5 rounded-field px-2.5 no-underline ${
                name === shown ? 'bg-accent-soft font-semibold text-accent' : 'text-ink hover:bg-surface-3'
              }`}
            >
              <Icon icon={SECTIONS[name].icon} className={name === shown ? '' : 'text-ink-2'} />
              {t(`sections.${name}`)}
            </Link>
          ))}
        </nav>
        <div className="min-w-0 flex-1 overflow-y-auto px-8 pt-6 pb-10 max-[960px]:px-4">
          <Content />
        </div>
      </main>
    </>
  );
};
