'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names';
import { IconButton } from './icon-button';

/** A sheet over the page. Escape and a press beside it close it; the focus goes back to where it was. */
export const Dialog = ({
  isOpen,
  onClose,
  title,
  lead,
  widthPx = 480,
  foot,
  children,
  className,
}: {
  readonly isOpen: boolean;
  /** Without it the sheet waits for one of its own buttons. */
  readonly onClose?: () => void;
  readonly title: string;
  /** A sentence below the title. */
  readonly lead?: ReactNode;
  readonly widthPx?: number;
  /** Buttons at the foot, the one that goes on last. */
  readonly foot?: ReactNode;
  readonly children?: ReactNode;
  readonly className?: string;
}) => {
  const t = useTranslations('shared');
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => !open && onClose?.()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 bg-[rgb(15_18_20/0.42)]" />
        <Radix.Content
          aria-describedby={undefined}
          // A button that gets the focus by itself would show its hint; a field that asks for it keeps it.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
          }}
          style={{ width: `min(${widthPx}px, calc(100vw - 32px))` }}
          className="fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100vh-48px)] -translate-x-1/2 -translate-y-1/2 flex-col overflow-hidden rounded-sheet border border-line bg-surface shadow-e3 outline-none"
        >
          <header className="flex items-start gap-3 px-6 pt-5 pb-3">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg font-title">{title}</Radix.Title>
              {lead && <p className="mt-1 text-ink-2">{lead}</p>}
            </div>
            {onClose && <IconButton icon={X} label={t('close')} onClick={onClose} size={28} className="-mt-1 -mr-2" />}
          </header>
          <div className={classNames('min-h-0 flex-1 overflow-y-auto px-6 pb-5', className)}>{children}</div>
          {foot && (
            <footer className="flex items-center justify-end gap-2 border-t border-line bg-surface-2 px-6 py-3">
              {foot}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
};
