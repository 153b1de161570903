'use client';

import { ArrowRight, CircleAlert, PhoneOff } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Icon } from '../../shared/ui/icon';
import { formatClock } from '../calls/format-time';
import type { CallEnd, CallState } from './call-state';

type Ended = Extract<CallState, { phase: 'ended' }>;

/** How the call ended, in words, and the way to look at it. */
export const CallEndNote = ({ state, linksToCall }: { readonly state: Ended; readonly linksToCall: boolean }) => {
  const t = useTranslations('callPanel');
  const pathname = usePathname();
  const { end, callId, durationMs } = state;
  const hasFailed = end.by === 'failure';
  return (
    <div role="status" className="px-(--desk-pad) py-3.5">
      <div className={`rounded-card px-3.5 py-3 ${hasFailed ? 'bg-danger-soft' : 'bg-surface-3'}`}>
        <p className={`flex items-start gap-2 font-semibold ${hasFailed ? 'text-danger' : ''}`}>
          <Icon icon={hasFailed ? CircleAlert : PhoneOff} className="mt-0.5" />
          <span>
            <EndWords end={end} />
            {durationMs !== null && (
              <span className="font-normal text-ink-2 tabular-nums">
                {' '}
                {t('ended.lasted', { time: formatClock(durationMs) })}
              </span>
            )}
          </span>
        </p>
        {hasFailed && end.failure === 'refused' && end.detail && <p className="mt-1 text-ink-2">{end.detail}</p>}
        {hasFailed && end.failure === 'signedOut' && (
          <EndLink href={`/sign-in?next=${encodeURIComponent(pathname)}`}>{t('signIn')}</EndLink>
        )}
        {callId !== null && linksToCall && (
          <EndLink href={`/calls/${encodeURIComponent(callId)}`}>{t('seeCall')}</EndLink>
        )}
      </div>
    </div>
  );
};

const EndLink = ({ href, children }: { readonly href: string; readonly children: ReactNode }) => (
  <Link
    href={href}
    className="mt-2 inline-flex items-center gap-1 font-semibold text-accent underline underline-offset-3 hover:text-accent-hover"
  >
    {children}
    <Icon icon={ArrowRight} size={14} />
  </Link>
);

const EndWords = ({ end }: { readonly end: CallEnd }) => {
  const t = useTranslations('callPanel');
  if (end.by === 'caller') return t('ended.caller');
  if (end.by === 'failure') return t(`failure.${end.failure}`);
  return t(`ended.${reasonName(end.reason)}`);
};

const reasonName = (reason: string) =>
  reason === 'failed' || reason === 'transport' || reason === 'maxDuration' ? reason : 'flow';
