'use client';

import { type MessageResource, messageResource } from '@callwright/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { api } from '../../shared/api/client';
import { Button } from '../../shared/ui/button';
import { Chip } from '../../shared/ui/chip';
import { showToast } from '../../shared/ui/toast-store';
import { formatClock } from '../calls/format-time';

/**
 * What a caller left: its sound, what was understood of it, and whether somebody has heard it. Played to its end, it counts as heard.
 * @param children stands above the sound: who called, and when
 */
export const MessageCard = ({
  message,
  children,
}: {
  readonly message: MessageResource;
  readonly children?: ReactNode;
}) => {
  const t = useTranslations('messages');
  const mark = useMarkAsRead(message);
  return (
    <article
      aria-label={t('card.label', { from: message.from || t('unknownCaller') })}
      className="rounded-card border border-line bg-surface px-4 py-3.5"
    >
      {children}
      <div className="flex flex-wrap items-center gap-3">
        {/* biome-ignore lint/a11y/useMediaCaption: what was understood of it stands below */}
        <audio
          controls
          preload="none"
          src={message.url}
          aria-label={t('card.sound', { time: formatClock(message.durationMs) })}
          onEnded={() => !message.isRead && mark.mutate(true)}
          className="h-9 min-w-64 flex-1"
        />
        <span className="text-ink-2 tabular-nums">{formatClock(message.durationMs)}</span>
        {!message.isRead && <Chip tone="accent">{t('card.unread')}</Chip>}
        <Button size="small" icon={Check} isBusy={mark.isPending} onClick={() => mark.mutate(!message.isRead)}>
          {t(message.isRead ? 'card.markUnread' : 'card.markRead')}
        </Button>
      </div>
      <h3 className="mt-3 text-sm text-ink-3">{t('card.words')}</h3>
      <p>{message.transcript === '' ? <span className="text-ink-3">{t('card.noWords')}</span> : message.transcript}</p>
    </article>
  );
};

const useMarkAsRead = ({ id, callId }: MessageResource) => {
  const t = useTranslations('messages.card');
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (isRead: boolean) => api.patch(`/messages/${id}`, { isRead }, messageResource),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['call', callId] }),
        queries.invalidateQueries({ queryKey: ['messages'] }),
      ]),
    onError: () => showToast({ text: t('refused'), tone: 'danger' }),
  });
};
