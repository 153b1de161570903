'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Rail } from './rail';

/** The frame of every page: the rail at the left; each page brings its header and its body. */
export const Frame = ({ account, children }: { readonly account: ReactNode; readonly children: ReactNode }) => {
  const t = useTranslations('shared');
  return (
    <div className="grid h-dvh grid-cols-[76px_minmax(0,1fr)]">
      <a
        href="#page"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:rounded-field focus:bg-accent focus:px-3 focus:py-1.5 focus:text-on-accent"
      >
        {t('skipToContent')}
      </a>
      <Rail account={account} />
      <div className="flex min-h-0 min-w-0 flex-col">{children}</div>
    </div>
  );
};
