'use client';

import { type CallResource, signallingResource } from '@callwright/protocol';
import { useQuery } from '@tanstack/react-query';
import { CircleAlert, PhoneOff } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { api } from '../../../../shared/api/client';
import { FailureNote } from '../../../../shared/ui/failure-note';
import { Icon } from '../../../../shared/ui/icon';
import { Skeleton } from '../../../../shared/ui/spinner';
import { Findings } from './findings';
import { Ladder } from './ladder';
import { rowsOfSteps } from './ladder-lanes';
import { LegsTable } from './legs-table';

/** Whether a call has a telephone side to tell of. */
export const hasPhoneLine = (call: CallResource): boolean =>
  call.protocol === 'sip' ||
  call.hasSignalling ||
  call.sound !== null ||
  call.legs.length > 0 ||
  call.parentCallId !== null;

/** The telephone side of a call: why it ended, how it sounded, which calls it made, and every message of its line. */
export const PhoneLinePanel = ({ call }: { readonly call: CallResource }) => {
  const t = useTranslations('calls.detail.phoneLine');
  return (
    <div className="flex flex-col gap-7 px-6 py-5">
      {call.cause && <Cause cause={call.cause} />}
      <Part title={t('sound')}>
        <LegsTable call={call} />
        {call.parentCallId !== null && (
          <p>
            <Link href={`/calls/${encodeURIComponent(call.parentCallId)}`} className="text-accent hover:underline">
              {t('parent')}
            </Link>
          </p>
        )}
      </Part>
      <Part title={t('messages')}>
        <Messages call={call} />
      </Part>
    </div>
  );
};

const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section aria-label={title} className="flex flex-col gap-3">
    <h2 className="text-lg font-title">{title}</h2>
    {children}
  </section>
);

const Cause = ({ cause: { code, q850, text, advice } }: { readonly cause: NonNullable<CallResource['cause']> }) => {
  const t = useTranslations('calls.detail.phoneLine');
  const isFailure = code !== null && code >= 300;
  const codes = [code === null ? null : t('sipCode', { code }), q850 === null ? null : t('q850', { code: q850 })];
  return (
    <section
      aria-label={t('cause')}
      className={`flex items-start gap-3 rounded-card px-4 py-3 ${isFailure ? 'bg-danger-soft' : 'bg-surface-2'}`}
    >
      <Icon
        icon={isFailure ? CircleAlert : PhoneOff}
        className={`mt-0.5 ${isFailure ? 'text-danger' : 'text-ink-2'}`}
      />
      <div className="min-w-0">
        <p>
          <b className="font-semibold">{text}</b>{' '}
          <span className="text-sm whitespace-nowrap text-ink-2">
            {codes.filter((one) => one !== null).join(' · ')}
          </span>
        </p>
        {advice && <p className="mt-0.5 text-ink-2 first-letter:uppercase">{advice}</p>}
      </div>
    </section>
  );
};

const Messages = ({ call }: { readonly call: CallResource }) => {
  const t = useTranslations('calls.detail.phoneLine');
  const [shown, setShown] = useState<number | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['signalling', call.id],
    queryFn: ({ signal }) =>
      api.get(`/calls/${encodeURIComponent(call.id)}/signalling`, signallingResource, { signal }),
    enabled: call.hasSignalling,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!call.hasSignalling) return <p className="text-ink-2">{t(call.status === 'live' ? 'later' : 'none')}</p>;
  if (error) return <FailureNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-60" />;
  return (
    <>
      <Findings findings={data.findings} onShow={(steps) => setShown(rowsOfSteps(data.rows, steps)[0] ?? null)} />
      <Ladder signalling={data} shown={shown} onShow={setShown} />
    </>
  );
};
