'use client';

import type { CallSummary, Page } from '@callwright/protocol';
import { ChevronDown, Phone, X } from 'lucide-react';
import { usePathname, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { PageHeader } from '../../../shared/frame/page-header';
import { Button } from '../../../shared/ui/button';
import { EmptyState } from '../../../shared/ui/empty-state';
import { FailureNote } from '../../../shared/ui/failure-note';
import { Icon } from '../../../shared/ui/icon';
import { Skeleton } from '../../../shared/ui/spinner';
import { CallNowDialog } from '../../call-panel/call-now-dialog';
import { CallSomebodyButton } from '../../telephony/place-call/call-somebody-button';
import { useCalls, useFlowNames } from '../read-calls';
import { belongs, type CallFilter, formatFilter, parseFilter } from './call-filter';
import { CallsTable } from './calls-table';
import { CallsViews } from './calls-views';
import { CARDS_AT_MOST, LiveCalls } from './live-calls';
import { SearchField } from './search-field';

const EVERYTHING: CallFilter = { view: 'all', flowId: null, tag: null, search: '' };
const ROWS_AT_LEAST = 12;
const PAGES_UNASKED = 6;
const LIVE: CallFilter = { ...EVERYTHING, view: 'live' };

/** All calls: those on the phone now, then the list with its views and search. The address holds the filter. */
export const CallsPage = () => {
  const t = useTranslations('calls');
  const { filter, setFilter } = useFilter();
  const [isCalling, setCalling] = useState(false);
  const live = useCalls(LIVE);
  const liveCalls = live.data?.pages.flatMap(({ items }) => items) ?? [];
  const cards = filter.search === '' ? liveCalls.filter((call) => belongs(call, { ...filter, view: 'live' })) : [];
  const areCards = cards.length > 0 && cards.length <= CARDS_AT_MOST;
  return (
    <>
      <PageHeader title={t('title')}>
        <SearchField value={filter.search} onChange={(search) => setFilter({ ...filter, search })} />
        <div className="flex-1" />
        <CallSomebodyButton />
        <Button icon={Phone} onClick={() => setCalling(true)}>
          {t('callNow')}
        </Button>
      </PageHeader>
      <main id="page" className="flex min-h-0 flex-1 max-[960px]:flex-col">
        <CallsViews filter={filter} liveCount={liveCalls.length} onChange={setFilter} />
        <div className="min-w-0 flex-1 overflow-y-auto px-6 pt-[18px] pb-8">
          <LiveCalls calls={cards} />
          {(filter.view !== 'live' || !areCards) && (
            <CallList filter={filter} hasCards={areCards} onFilter={setFilter} onCallNow={() => setCalling(true)} />
          )}
        </div>
      </main>
      <CallNowDialog isOpen={isCalling} onClose={() => setCalling(false)} />
    </>
  );
};

const CallList = ({
  filter,
  hasCards,
  onFilter,
  onCallNow,
}: {
  readonly filter: CallFilter;
  /** Whether the calls on the phone stand above the list, and need not stand in it. */
  readonly hasCards: boolean;
  readonly onFilter: (filter: CallFilter) => void;
  readonly onCallNow: () => void;
}) => {
  const t = useTranslations('calls');
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isPlaceholderData } = useCalls(filter);
  useFullPage(data?.pages ?? [], filter, hasNextPage && !isFetchingNextPage, fetchNextPage);
  if (error && !data) return <FailureNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Waiting />;
  // Narrowed here too, so that a row which changed its kind a moment ago does not stay where it was.
  const calls = data.pages
    .flatMap(({ items }) => items)
    .filter((call) => belongs(call, filter) && !(hasCards && call.status === 'live'));
  return (
    <div className={isPlaceholderData ? 'opacity-60' : ''}>
      <div className="mb-2.5 flex min-h-7 flex-wrap items-center gap-2">
        <h2 className="text-lg font-title">{t(`views.${filter.view}`)}</h2>
        <Narrowing filter={filter} onFilter={onFilter} />
      </div>
      {calls.length > 0 && <CallsTable calls={calls} onTag={(tag) => onFilter({ ...filter, tag })} />}
      {calls.length === 0 && !hasNextPage && !(hasCards && filter.view === 'all') && (
        <Nothing filter={filter} onFilter={onFilter} onCallNow={onCallNow} />
      )}
      {hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button icon={ChevronDown} isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('more')}
          </Button>
        </div>
      )}
    </div>
  );
};

const Nothing = ({
  filter,
  onFilter,
  onCallNow,
}: {
  readonly filter: CallFilter;
  readonly onFilter: (filter: CallFilter) => void;
  readonly onCallNow: () => void;
}) => {
  const t = useTranslations('calls');
  if (
    filter.search === '' &&
    filter.flowId === null &&
    filter.tag === null &&
    (filter.view === 'all' || filter.view === 'live')
  )
    return (
      <EmptyState text={t('empty.none')}>
        <Button kind="primary" icon={Phone} onClick={onCallNow}>
          {t('callNow')}
        </Button>
      </EmptyState>
    );
  return (
    <EmptyState text={t(filter.search === '' ? 'empty.filter' : 'empty.search')}>
      <Button onClick={() => onFilter(EVERYTHING)}>{t('empty.showAll')}</Button>
    </EmptyState>
  );
};

/** What narrows the list besides its view, each with a way to remove it. */
const Narrowing = ({
  filter,
  onFilter,
}: {
  readonly filter: CallFilter;
  readonly onFilter: (filter: CallFilter) => void;
}) => {
  const t = useTranslations('calls.filter');
  const { data } = useFlowNames();
  const flow = data?.items.find(({ id }) => id === filter.flowId);
  return (
    <>
      {filter.flowId !== null && (
        <RemovableChip
          text={t('flow', { name: flow?.name ?? '…' })}
          onRemove={() => onFilter({ ...filter, flowId: null })}
        />
      )}
      {filter.tag !== null && (
        <RemovableChip
          text={t('tag', { tag: filter.tag.replace(':', ': ') })}
          onRemove={() => onFilter({ ...filter, tag: null })}
        />
      )}
      {filter.search !== '' && (
        <RemovableChip
          text={t('search', { text: filter.search })}
          onRemove={() => onFilter({ ...filter, search: '' })}
        />
      )}
    </>
  );
};

const RemovableChip = ({ text, onRemove }: { readonly text: string; readonly onRemove: () => void }) => {
  const t = useTranslations('calls.filter');
  return (
    <button
      type="button"
      onClick={onRemove}
      title={t('remove')}
      className="inline-flex h-6 max-w-80 items-center gap-1.5 rounded-full bg-surface-3 pr-1.5 pl-2.5 text-sm font-strong text-ink-2 hover:text-ink"
    >
      <span className="truncate">{text}</span>
      <Icon icon={X} size={14} />
    </button>
  );
};

const Waiting = () => (
  <div aria-busy className="flex flex-col gap-2">
    <Skeleton className="mb-2 h-7 w-40" />
    {['a', 'b', 'c', 'd', 'e', 'f'].map((row) => (
      <Skeleton key={row} className="h-[52px]" />
    ))}
  </div>
);

/** A view may keep few rows of a page; more pages are read until there is something to look at. */
const useFullPage = (
  pages: readonly Page<CallSummary>[],
  filter: CallFilter,
  mayRead: boolean,
  readMore: () => Promise<unknown>,
) => {
  const shown = pages.flatMap(({ items }) => items).filter((call) => belongs(call, filter)).length;
  const isThin = shown < ROWS_AT_LEAST && pages.length < PAGES_UNASKED;
  useEffect(() => {
    if (isThin && mayRead) void readMore();
  }, [isThin, mayRead, readMore]);
};

/** The filter of the address. Changing it is no new page: Back leaves the list. */
const useFilter = () => {
  const params = useSearchParams();
  const pathname = usePathname();
  const filter = parseFilter(new URLSearchParams(params));
  const setFilter = (next: CallFilter) => {
    const query = formatFilter(next);
    window.history.replaceState(null, '', query === '' ? pathname : `${pathname}?${query}`);
  };
  return { filter, setFilter };
};
