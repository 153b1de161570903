'use client';

import type { CallSummary } from '@callwright/protocol';
import { AudioLines } from 'lucide-react';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { Icon } from '../../../shared/ui/icon';
import { OutcomeChip, useCallNames } from '../call-names';
import { type DayName, dayOf, formatClock, formatTimeOfDay } from '../format-time';
import { useNow } from '../use-now';
import { CallTags } from './call-tags';

/** The calls, newest first, under the days they came on. */
export const CallsTable = ({
  calls,
  onTag,
}: {
  readonly calls: readonly CallSummary[];
  /** Asked for the calls with a tag, as `name:value`. */
  readonly onTag: (tag: string) => void;
}) => {
  const t = useTranslations('calls');
  const locale = useLocale();
  const nowMs = useNow(calls.some(({ status }) => status === 'live'));
  return (
    <div className="overflow-x-auto rounded-[14px] border border-line bg-surface">
      <table className="w-full min-w-[620px] table-fixed border-collapse text-left">
        <thead>
          <tr className="bg-surface-2 text-sm text-ink-3 [&>th]:h-9 [&>th]:border-b [&>th]:border-line [&>th]:px-3 [&>th]:font-strong">
            <th scope="col" className="w-[76px] !pl-[18px]">
              {t('table.when')}
            </th>
            <th scope="col" className="w-[24%]">
              {t('table.caller')}
            </th>
            <th scope="col" className="w-[28%]">
              {t('table.called')}
            </th>
            <th scope="col">{t('table.ended')}</th>
            <th scope="col" className="w-[76px] text-right">
              {t('table.length')}
            </th>
            <th scope="col" className="w-[52px]">
              <span className="sr-only">{t('table.recording')}</span>
            </th>
          </tr>
        </thead>
        {daysOf(calls, nowMs, locale).map(({ day, calls: ofDay }, at) => (
          <tbody key={day.key}>
            {(at > 0 || day.name !== 'today') && (
              <tr>
                <th
                  scope="rowgroup"
                  colSpan={6}
                  className="h-9 border-b border-line bg-surface-2 pl-[18px] text-sm font-semibold text-ink-2"
                >
                  {day.name === 'other' ? day.text : t(day.name)}
                </th>
              </tr>
            )}
            {ofDay.map((call) => (
              <CallRow key={call.id} call={call} nowMs={nowMs} locale={locale} onTag={onTag} />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
};

const CallRow = ({
  call,
  nowMs,
  locale,
  onTag,
}: {
  readonly call: CallSummary;
  readonly nowMs: number;
  readonly locale: string;
  readonly onTag: (tag: string) => void;
}) => {
  const t = useTranslations('calls.table');
  const names = useCallNames()(call);
  const lengthMs = call.durationMs ?? (call.status === 'live' ? nowMs - Date.parse(call.startedAt) : null);
  return (
    <tr className="relative transition-colors duration-[120ms] hover:bg-surface-2 [&>td]:h-[53px] [&>td]:border-b [&>td]:border-line [&>td]:px-3">
      <td className="!pl-[18px] text-ink-2 tabular-nums">{formatTimeOfDay(call.startedAt, locale)}</td>
      <td>
        {/* The link covers the whole row. */}
        <Link
          href={`/calls/${encodeURIComponent(call.id)}`}
          className="block truncate font-semibold tabular-nums no-underline after:absolute after:inset-0"
        >
          {names.from}
        </Link>
        <span className="block truncate text-sm text-ink-2">{names.way}</span>
      </td>
      <td>
        <span className="block truncate">{names.called}</span>
        <span className="block truncate text-sm text-ink-2">{names.calledBy}</span>
      </td>
      <td>
        <span className="flex flex-wrap items-center gap-1">
          <OutcomeChip call={call} />
          <CallTags call={call} onTag={onTag} />
        </span>
      </td>
      <td className={`text-right tabular-nums ${call.status === 'live' ? 'font-semibold text-live' : ''}`}>
        {lengthMs === null ? '–' : formatClock(lengthMs)}
      </td>
      <td className="text-ink-2">
        {call.hasRecording && (
          <span role="img" aria-label={t('recorded')} title={t('recorded')} className="inline-block align-middle">
            <Icon icon={AudioLines} />
          </span>
        )}
      </td>
    </tr>
  );
};

type Day = { readonly day: DayName; readonly calls: CallSummary[] };

const daysOf = (calls: readonly CallSummary[], nowMs: number, locale: string): readonly Day[] => {
  const days: Day[] = [];
  for (const call of calls) {
    const day = dayOf(call.startedAt, nowMs, locale);
    const last = days.at(-1);
    if (last?.day.key === day.key) last.calls.push(call);
    else days.push({ day, calls: [call] });
  }
  return days;
};
