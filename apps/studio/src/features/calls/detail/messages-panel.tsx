'use client';

import { type CallResource, type DeliveryResource, deliveryResource, page } from '@callwright/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { api } from '../../../shared/api/client';
import { Button } from '../../../shared/ui/button';
import { Chip } from '../../../shared/ui/chip';
import { FailureNote } from '../../../shared/ui/failure-note';
import { Skeleton } from '../../../shared/ui/spinner';
import { showToast } from '../../../shared/ui/toast-store';
import { MessageCard } from '../../messages/message-card';

const MOST = 200;
// What is on its way is looked at again until it has arrived.
const REREAD_MS = 3_000;

/** What the caller left as messages, and what the flow sent, with how that fared. */
export const MessagesPanel = ({ call }: { readonly call: CallResource }) => {
  const t = useTranslations('calls.detail.messages');
  return (
    <div className="flex flex-col gap-8 px-6 py-5">
      <Part title={t('left')}>
        {call.messages.length === 0 && <p className="text-ink-2">{t('leftNone')}</p>}
        {call.messages.map((message) => (
          <MessageCard key={message.id} message={message} />
        ))}
      </Part>
      <Part title={t('sent')}>
        <Sent callId={call.id} />
      </Part>
    </div>
  );
};

const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="flex max-w-[760px] flex-col gap-3">
    <h2 className="text-lg font-title">{title}</h2>
    {children}
  </section>
);

const tones = { queued: 'plain', sent: 'ok', failed: 'danger' } as const;

const Sent = ({ callId }: { readonly callId: string }) => {
  const t = useTranslations('calls.detail.messages');
  const sent = useQuery({
    queryKey: ['deliveries', callId],
    queryFn: ({ signal }) =>
      api.get('/deliveries', page(deliveryResource), { signal, query: { call: callId, limit: MOST } }),
    refetchInterval: ({ state }) => (state.data?.items.some(({ status }) => status === 'queued') ? REREAD_MS : false),
  });
  if (sent.isError) return <FailureNote error={sent.error} onRetry={() => void sent.refetch()} />;
  if (!sent.data) return <Skeleton className="h-14" />;
  if (sent.data.items.length === 0) return <p className="text-ink-2">{t('sentNone')}</p>;
  return (
    <ul className="divide-y divide-line rounded-card border border-line bg-surface">
      {sent.data.items.map((delivery) => (
        <Delivery key={delivery.id} delivery={delivery} />
      ))}
    </ul>
  );
};

const Delivery = ({ delivery }: { readonly delivery: DeliveryResource }) => {
  const t = useTranslations('calls.detail.messages');
  const queries = useQueryClient();
  const resend = useMutation({
    mutationFn: () => api.post(`/deliveries/${delivery.id}/resend`, {}, deliveryResource),
    onSuccess: () => {
      showToast({ text: t('resent') });
      return queries.invalidateQueries({ queryKey: ['deliveries', delivery.callId] });
    },
    onError: () => showToast({ text: t('refused'), tone: 'danger' }),
  });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
      <span className="w-36 shrink-0 font-strong">{t(`channel.${delivery.channel}`)}</span>
      <span className="min-w-32 flex-1 truncate tabular-nums">{delivery.to}</span>
      <Chip tone={tones[delivery.status]}>{t(`status.${delivery.status}`)}</Chip>
      <span className="text-sm text-ink-3">{t('attempts', { count: delivery.attempts })}</span>
      {delivery.status !== 'queued' && (
        <Button size="small" icon={RotateCw} isBusy={resend.isPending} onClick={() => resend.mutate()}>
          {t('resend')}
        </Button>
      )}
      {delivery.error !== null && <p className="w-full text-sm text-danger">{delivery.error}</p>}
    </li>
  );
};
