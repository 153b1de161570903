'use client';

import type { Json } from '@callwright/protocol';
import { FastForward, type LucideIcon } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '../../../shared/ui/button';
import { Icon } from '../../../shared/ui/icon';

/** Something the world is asked in a test call: a line, a service. `onWait` lets it go unanswered. */
export const Card = ({
  icon,
  title,
  help,
  onWait,
  children,
}: {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly help: string;
  readonly onWait: () => void;
  readonly children: ReactNode;
}) => {
  const t = useTranslations('testPanel.turn');
  return (
    <section aria-label={title} className="rounded-card border border-live/35 bg-live-soft px-3 py-2.5">
      <h3 className="flex items-start gap-2 font-title">
        <Icon icon={icon} className="mt-0.5 shrink-0 text-connect" />
        <span className="min-w-0 break-all">{title}</span>
      </h3>
      <p className="mb-2 text-sm text-ink-2">{help}</p>
      <div className="flex flex-wrap gap-1.5">
        {children}
        <Button size="small" kind="quiet" icon={FastForward} onClick={onWait}>
          {t('wait')}
        </Button>
      </div>
    </section>
  );
};

/** A text as JSON; undefined when it is none. An empty text is null. */
export const readJsonText = (text: string): { readonly value: Json } | undefined => {
  try {
    return { value: text.trim() === '' ? null : JSON.parse(text) };
  } catch {
    return undefined;
  }
};
