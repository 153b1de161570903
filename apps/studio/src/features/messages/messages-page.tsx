'use client';

import type { MessageResource } from '@callwright/protocol';
import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { useFormatter, useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { PageHeader } from '../../shared/frame/page-header';
import { Button } from '../../shared/ui/button';
import { EmptyState } from '../../shared/ui/empty-state';
import { FailureNote } from '../../shared/ui/failure-note';
import { Icon } from '../../shared/ui/icon';
import { Segmented } from '../../shared/ui/segmented';
import { Skeleton } from '../../shared/ui/spinner';
import { formatTimeOfDay } from '../calls/format-time';
import { MessageCard } from './message-card';
import { useMessages } from './use-messages';

/** What callers of all flows left as messages. */
export const MessagesPage = () => {
  const t = useTranslations('messages');
  const [shown, setShown] = useState<'all' | 'unheard'>('all');
  const messages = useMessages(shown === 'unheard');
  const items = messages.data?.pages.flatMap((one) => one.items);
  return (
    <>
      <PageHeader title={t('title')}>
        <Segmented
          label={t('show')}
          value={shown}
          onChange={setShown}
          options={[
            { value: 'all', label: t('all') },
            { value: 'unheard', label: t('unheard') },
          ]}
        />
      </PageHeader>
      <main id="page" className="min-h-0 flex-1 overflow-y-auto px-8 py-6">
        {messages.isPending && <Skeleton className="h-32 max-w-[860px]" />}
        {messages.isError && <FailureNote error={messages.error} onRetry={() => void messages.refetch()} />}
        {items?.length === 0 && (
          <EmptyState text={t(shown === 'all' ? 'empty' : 'emptyUnheard')}>
            {shown === 'unheard' && <Button onClick={() => setShown('all')}>{t('showAll')}</Button>}
          </EmptyState>
        )}
        <div className="flex max-w-[860px] flex-col gap-3">
          {items?.map((message) => (
            <MessageCard key={message.id} message={message}>
              <Caller message={message} />
            </MessageCard>
          ))}
        </div>
        {messages.hasNextPage && (
          <Button className="mt-4" isBusy={messages.isFetchingNextPage} onClick={() => void messages.fetchNextPage()}>
            {t('more')}
          </Button>
        )}
      </main>
    </>
  );
};

const Caller = ({ message: { from, flowName, startedAt, callId, isRead } }: { readonly message: MessageResource }) => {
  const t = useTranslations('messages');
  const format = useFormatter();
  const locale = useLocale();
  return (
    <header className="mb-3 flex flex-wrap items-baseline gap-x-3 gap-y-1">
      <h2 className={isRead ? 'font-strong' : 'font-title'}>{from || t('unknownCaller')}</h2>
      <span className="text-ink-2">{flowName ?? t('noFlow')}</span>
      <time dateTime={startedAt} className="text-sm text-ink-3 tabular-nums">
        {format.dateTime(new Date(startedAt), { day: 'numeric', month: 'short' })}, {formatTimeOfDay(startedAt, locale)}
      </time>
      <Link
        href={`/calls/${encodeURIComponent(callId)}`}
        className="ml-auto inline-flex items-center gap-1 text-sm text-accent hover:underline"
      >
        {t('call')}
        <Icon icon={ArrowRight} size={14} />
      </Link>
    </header>
  );
};
