'use client';

import type { CallResource, JournalLine } from '@callwright/protocol';
import { useQuery } from '@tanstack/react-query';
import { ChevronRight, Link2, PhoneOff } from 'lucide-react';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { z } from 'zod';
import { hasCode } from '../../../shared/api/api-failure';
import { api } from '../../../shared/api/client';
import { PageHeader } from '../../../shared/frame/page-header';
import { Button } from '../../../shared/ui/button';
import { ButtonLink } from '../../../shared/ui/button-link';
import { copyText } from '../../../shared/ui/copy-text';
import { EmptyState } from '../../../shared/ui/empty-state';
import { FailureNote } from '../../../shared/ui/failure-note';
import { Icon } from '../../../shared/ui/icon';
import { Skeleton } from '../../../shared/ui/spinner';
import { TabList, TabPanel, Tabs } from '../../../shared/ui/tabs';
import { showToast } from '../../../shared/ui/toast-store';
import { DownloadMenu } from '../../recordings/download-menu';
import { OutcomeChip, useCallNames } from '../call-names';
import { dayOf, formatClock, formatTimeOfDay } from '../format-time';
import { readJournal } from '../journal/read-journal';
import { useLiveJournal } from '../journal/use-live-journal';
import { CallTags } from '../list/call-tags';
import { useCall } from '../read-calls';
import { useNow } from '../use-now';
import { CallBand } from './call-band';
import { JournalTable } from './journal-table';
import { lineFactsOf } from './line-facts';
import { MessagesPanel } from './messages-panel';
import { PathAndStep } from './path-and-step';
import { hasPhoneLine, PhoneLinePanel } from './phone-line/phone-line-panel';
import { PlayerProvider, usePlayer, usePlayerValue } from './player-context';
import { SaidList } from './said-list';
import { useStepKeys } from './use-step-keys';

/** One call: heard, read, and followed through the flow exactly as it ran. */
export const CallPage = ({ callId }: { readonly callId: string }) => {
  const t = useTranslations('calls');
  const { data: call, error, refetch } = useCall(callId);
  if (call) return <LoadedCall call={call} />;
  return (
    <>
      <PageHeader title={t('title')} before={<Back />} />
      <main id="page" className="min-h-0 flex-1 overflow-y-auto">
        {!error && <Waiting />}
        {error && hasCode(error, 'api.notFound') && (
          <EmptyState text={t('detail.notFound')}>
            <ButtonLink>
              <Link href="/calls">{t('detail.back')}</Link>
            </ButtonLink>
          </EmptyState>
        )}
        {error && !hasCode(error, 'api.notFound') && <FailureNote error={error} onRetry={() => void refetch()} />}
      </main>
    </>
  );
};

const LoadedCall = ({ call }: { readonly call: CallResource }) => {
  const nowMs = useNow(call.status === 'live');
  const lines = useJournal(call);
  const runningMs = nowMs - Date.parse(call.startedAt);
  const soundEndMs = call.recording ? call.recording.startOffsetMs + call.recording.durationMs : 0;
  const endMs = Math.max(1, call.durationMs ?? runningMs, soundEndMs);
  return (
    <PlayerProvider
      span={{ startOffsetMs: call.recording?.startOffsetMs ?? 0, endMs }}
      startMs={call.status === 'live' ? endMs : startOfAddress()}
      isFollowing={call.status === 'live'}
      // The address stays when the file becomes another; the player has to read it anew.
      sound={call.recording && `${call.recording.url}?as=${call.recording.format}`}
    >
      <CallHeader call={call} />
      <main id="page" className="flex min-h-0 flex-1 flex-col">
        <CallBand call={call} endMs={endMs} />
        <CallBody call={call} lines={lines} />
      </main>
    </PlayerProvider>
  );
};

const CallHeader = ({ call }: { readonly call: CallResource }) => {
  const t = useTranslations('calls.detail');
  const names = useCallNames()(call);
  const player = usePlayer();
  const second = usePlayerValue(({ ms }) => Math.floor(ms / 1000));
  const time = formatClock(second * 1000);
  const share = async () => {
    const address = new URL(window.location.href);
    address.hash = `t=${Math.floor(player.ms / 1000)}`;
    await copyText(address.href, { done: t('shared', { time }), refused: t('notShared') });
  };
  return (
    <PageHeader
      title={<span className="tabular-nums">{names.from}</span>}
      before={<Back />}
      after={
        <>
          <span className="min-w-0 truncate text-sm text-ink-2">{names.called}</span>
          <OutcomeChip call={call} />
          <CallTags call={call} />
        </>
      }
    >
      {call.status === 'live' && <HangUp callId={call.id} />}
      {call.status === 'ended' && <DownloadMenu call={call} />}
      {call.status === 'ended' && (
        <Button kind="quiet" icon={Link2} onClick={() => void share()} className="tabular-nums">
          {t('share', { time })}
        </Button>
      )}
    </PageHeader>
  );
};

const HangUp = ({ callId }: { readonly callId: string }) => {
  const t = useTranslations('calls.detail');
  const [isAsked, setAsked] = useState(false);
  const hangUp = async () => {
    setAsked(true);
    try {
      await api.post(`/calls/${encodeURIComponent(callId)}/hangup`, {}, z.unknown());
    } catch {
      setAsked(false);
      showToast({ text: t('hangUpRefused'), tone: 'danger' });
    }
  };
  return (
    <Button kind="danger" icon={PhoneOff} isBusy={isAsked} onClick={() => void hangUp()}>
      {t('hangUp')}
    </Button>
  );
};

const CallBody = ({ call, lines }: { readonly call: CallResource; readonly lines: readonly JournalLine[] }) => {
  const t = useTranslations('calls.detail');
  const [tab, setTab] = useState<'path' | 'messages' | 'phoneLine' | 'journal'>(call.document ? 'path' : 'journal');
  const player = usePlayer();
  useStepKeys(player, call.path);
  return (
    <Tabs value={tab} onChange={setTab} className="flex min-h-0 flex-1 flex-col">
      <div className="grid min-h-0 flex-1 grid-cols-[376px_minmax(0,1fr)] max-[1100px]:grid-cols-[300px_minmax(0,1fr)]">
        <SaidList call={call} />
        <TabPanel value="path" className="min-h-0 outline-none">
          <PathAndStep call={call} lines={lines} />
        </TabPanel>

        <TabPanel value="messages" className="min-h-0 overflow-y-auto outline-none">
          <MessagesPanel call={call} />
        </TabPanel>
        {hasPhoneLine(call) && (
          <TabPanel value="phoneLine" className="min-h-0 overflow-y-auto outline-none">
            <PhoneLinePanel call={call} />
          </TabPanel>
        )}
        <TabPanel value="journal" className="grid min-h-0 outline-none data-[state=inactive]:hidden">
          <JournalTable lines={lines} />
        </TabPanel>
      </div>
      <footer className="border-t border-line bg-bg [&_[role=tab]]:mb-0 [&>div]:border-b-0">
        <TabList
          label={t('tabs.label')}
          tabs={[
            { value: 'path', label: t('tabs.path') },
            { value: 'messages', label: t('tabs.messages') },
            ...(hasPhoneLine(call) ? [{ value: 'phoneLine' as const, label: t('tabs.phoneLine') }] : []),
            { value: 'journal', label: t('tabs.journal') },
          ]}
          after={<Foot call={call} lines={lines} />}
        />
      </footer>
    </Tabs>
  );
};

const Foot = ({ call, lines }: { readonly call: CallResource; readonly lines: readonly JournalLine[] }) => {
  const t = useTranslations('calls');
  const locale = useLocale();
  const day = dayOf(call.startedAt, Date.now(), locale);
  const when = { day: day.name === 'other' ? day.text : t(day.name), time: formatTimeOfDay(call.startedAt, locale) };
  return (
    <span className="truncate text-sm text-ink-3 tabular-nums">
      {[
        call.durationMs === null
          ? t('detail.footLive', when)
          : t('detail.foot', { ...when, length: formatClock(call.durationMs) }),
        ...useLineWords(lines),
      ].join(' · ')}
    </span>
  );
};

/** How the sound of a call came, in words. */
const useLineWords = (lines: readonly JournalLine[]): readonly string[] => {
  const t = useTranslations('calls.detail.line');
  const facts = useMemo(() => lineFactsOf(lines), [lines]);
  if (facts === null) return [];
  const { codec, rateHz, lossPercent, mos } = facts;
  return [
    t('codec', { codec, rate: rateHz / 1000 }),
    ...(lossPercent === null ? [] : [t('loss', { percent: lossPercent })]),
    ...(mos === null ? [] : [t('mos', { mos })]),
  ];
};

const Back = () => {
  const t = useTranslations('calls.detail');
  return (
    <>
      <Link href="/calls" className="shrink-0 text-ink-2 no-underline hover:text-ink hover:underline">
        {t('back')}
      </Link>
      <Icon icon={ChevronRight} size={14} className="text-ink-3" />
    </>
  );
};

const Waiting = () => (
  <div aria-busy className="flex flex-col gap-4 p-4">
    <Skeleton className="h-44" />
    <Skeleton className="h-80" />
  </div>
);

/** The lines of a call: as they are written while it runs, read once when it is over. */
const useJournal = (call: CallResource): readonly JournalLine[] => {
  const isLive = call.status === 'live';
  const live = useLiveJournal(isLive ? call.id : null);
  const { data } = useQuery({
    queryKey: ['journal', call.id],
    queryFn: ({ signal }) => readJournal(call.id, signal),
    enabled: !isLive,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? live;
};

/** The moment a shared link names: `#t=23`. */
const startOfAddress = (): number => {
  const seconds = /^#t=(\d{1,6})$/.exec(window.location.hash)?.[1];
  return seconds === undefined ? 0 : Number(seconds) * 1000;
};
