'use client';

import type { LucideIcon } from 'lucide-react';
import Link from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';
import type { ComponentType, ReactNode } from 'react';
import { Icon } from '../ui/icon';
import { PageHeader } from './page-header';

/** One section of a page: its name in the address, what people read, and what it shows. */
export type PageSection = {
  readonly name: string;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly Content: ComponentType;
};

/** A page of several sections, one at a time; the address names it, and the first is shown where it names none. */
export const SectionsPage = ({
  title,
  label,
  sections,
  actions,
}: {
  readonly title: string;
  /** Of the list of sections, read aloud. */
  readonly label: string;
  readonly sections: readonly [PageSection, ...PageSection[]];
  /** At the end of the header. */
  readonly actions?: ReactNode;
}) => {
  const pathname = usePathname();
  const asked = useSearchParams().get('section');
  const shown = sections.find(({ name }) => name === asked) ?? sections[0];
  return (
    <>
      <PageHeader title={title}>{actions}</PageHeader>
      <main id="page" className="flex min-h-0 flex-1 max-[960px]:flex-col">
        <nav
          aria-label={label}
          className="w-[236px] shrink-0 overflow-y-auto border-r border-line px-3 py-[18px] max-[960px]:flex max-[960px]:w-full max-[960px]:gap-1 max-[960px]:border-r-0 max-[960px]:border-b max-[960px]:py-2"
        >
          {sections.map((section) => (
            <Link
              key={section.name}
              href={`${pathname}?section=${section.name}`}
              replace
              aria-current={section === shown ? 'page' : undefined}
              className={`flex h-[34px] items-center gap-2.5 rounded-field px-2.5 no-underline ${
                section === shown ? 'bg-accent-soft font-semibold text-accent' : 'text-ink hover:bg-surface-3'
              }`}
            >
              <Icon icon={section.icon} className={section === shown ? '' : 'text-ink-2'} />
              {section.label}
            </Link>
          ))}
        </nav>
        <div className="min-w-0 flex-1 overflow-y-auto px-8 pt-6 pb-10 max-[960px]:px-4">
          <shown.Content />
        </div>
      </main>
    </>
  );
};
