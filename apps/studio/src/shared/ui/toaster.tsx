'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Toast } from 'radix-ui';
import { useRef } from 'react';
import { IconButton } from './icon-button';
import { type ToastMessage, useToastStore } from './toast-store';

/** Where the messages of {@link showToast} appear. Needed once. */
export const Toaster = () => {
  const t = useTranslations('shared');
  const toasts = useToastStore((state) => state.toasts);
  return (
    <Toast.Provider label={t('toast.region')} swipeDirection="down">
      {toasts.map((toast) => (
        <Message key={toast.id} toast={toast} />
      ))}
      <Toast.Viewport className="fixed bottom-5 left-1/2 z-[80] flex w-max max-w-[calc(100vw-32px)] -translate-x-1/2 flex-col items-center gap-2 outline-none" />
    </Toast.Provider>
  );
};

const Message = ({ toast }: { readonly toast: ToastMessage }) => {
  const t = useTranslations('shared');
  const remove = useToastStore((state) => state.remove);
  const isDone = useRef(false);
  const finish = (run: (() => void) | undefined) => {
    if (isDone.current) return;
    isDone.current = true;
    run?.();
    remove(toast.id);
  };
  return (
    <Toast.Root
      duration={toast.durationMs}
      onOpenChange={(open) => !open && finish(toast.onExpire)}
      className={`flex animate-appear items-center gap-3 rounded-card py-2 pr-2 pl-4 shadow-e3 ${
        toast.tone === 'danger' ? 'bg-danger text-on-danger' : 'bg-ink text-surface'
      }`}
    >
      <Toast.Description>{toast.text}</Toast.Description>
      {toast.action && (
        <Toast.Action
          altText={toast.action.label}
          onClick={() => finish(toast.action?.run)}
          className="h-7 rounded-key px-2 font-semibold underline underline-offset-3 hover:bg-surface/15 focus-visible:outline-surface"
        >
          {toast.action.label}
        </Toast.Action>
      )}
      <Toast.Close asChild>
        <IconButton
          icon={X}
          label={t('toast.dismiss')}
          size={28}
          side="top"
          className="text-current hover:bg-surface/15 hover:text-current focus-visible:outline-surface"
        />
      </Toast.Close>
    </Toast.Root>
  );
};
