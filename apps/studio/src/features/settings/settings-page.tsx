'use client';

import { AudioLines, Ear, Info, KeyRound, type LucideIcon, Palette, PhoneIncoming } from 'lucide-react';
import Link from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { ComponentType } from 'react';
import { PageHeader } from '../../shared/frame/page-header';
import { Icon } from '../../shared/ui/icon';
import { AboutSection } from './about-section';
import { KeysSection } from './keys-section';
import { LinesSection } from './lines-section';
import { LookSection } from './look-section';
import { RecordingsSection } from './recordings-section';
import { SpeechSection } from './speech-section';

const SECTIONS = {
  lines: { icon: PhoneIncoming, Content: LinesSection },
  recordings: { icon: AudioLines, Content: RecordingsSection },
  speech: { icon: Ear, Content: SpeechSection },
  keys: { icon: KeyRound, Content: KeysSection },
  look: { icon: Palette, Content: LookSection },
  about: { icon: Info, Content: AboutSection },
} as const satisfies Record<string, { readonly icon: LucideIcon; readonly Content: ComponentType }>;
type SectionName = keyof typeof SECTIONS;

const NAMES = ['lines', 'recordings', 'speech', 'keys', 'look', 'about'] as const satisfies readonly SectionName[];

/** What holds for the whole workspace, one section at a time; the address names it. */
export const SettingsPage = () => {
  const t = useTranslations('settings');
  const pathname = usePathname();
  const asked = useSearchParams().get('section');
  const shown = NAMES.find((name) => name === asked) ?? 'lines';
  const { Content } = SECTIONS[shown];
  return (
    <>
      <PageHeader title={t('title')} />
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
