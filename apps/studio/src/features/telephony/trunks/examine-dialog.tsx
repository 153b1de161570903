'use client';

import type { TrunkReportResource, TrunkResource } from '@callwright/protocol';
import { useQuery } from '@tanstack/react-query';
import { Check, CircleAlert, CircleDashed, RotateCw, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ApiFailure } from '../../../shared/api/api-failure';
import { Button } from '../../../shared/ui/button';
import { Dialog } from '../../../shared/ui/dialog';
import { Icon } from '../../../shared/ui/icon';
import { useNow } from '../../calls/use-now';
import { examineTrunk } from '../read-telephony';

type Finding = TrunkReportResource['findings'][number];

// What the doctor takes at most.
const MOST_SECONDS = 30;
const SIGNS = { ok: Check, warning: TriangleAlert, failed: CircleAlert, skipped: CircleDashed } as const;
const TONES = { ok: 'text-ok', warning: 'text-warning', failed: 'text-danger', skipped: 'text-ink-3' } as const;

/** Has a trunk looked at, and says what was found and what to do. */
export const ExamineDialog = ({ trunk, onClose }: { readonly trunk: TrunkResource; readonly onClose: () => void }) => {
  const t = useTranslations('telephony.trunks.doctor');
  const words = useTranslations('shared');
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['trunk-report', trunk.id],
    queryFn: ({ signal }) => examineTrunk(trunk.id, signal),
    // Looked at anew each time; the last report is not kept.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('title', { name: trunk.name })}
      lead={t('lead')}
      widthPx={620}
      foot={
        <>
          <Button icon={RotateCw} disabled={isFetching} onClick={() => void refetch()}>
            {t('again')}
          </Button>
          <Button kind="primary" onClick={onClose}>
            {words('close')}
          </Button>
        </>
      }
    >
      {isFetching && <Progress />}
      {!isFetching && error && (
        <p role="alert" className="text-danger">
          {t(error instanceof ApiFailure ? refusalOf(error) : 'unexpected')}
        </p>
      )}
      {!isFetching && data && <Report findings={data.findings} />}
    </Dialog>
  );
};

const refusalOf = ({ status }: ApiFailure) => {
  if (status === 503) return 'noProcess';
  if (status === 504) return 'noAnswer';
  return status === 403 ? 'forbidden' : 'unexpected';
};

const Progress = () => {
  const t = useTranslations('telephony.trunks.doctor');
  const [startedMs] = useState(() => Date.now());
  const seconds = Math.max(0, Math.floor((useNow(true) - startedMs) / 1000));
  return (
    <div className="flex flex-col gap-2 py-4">
      <progress
        aria-label={t('progress')}
        value={Math.min(seconds, MOST_SECONDS)}
        max={MOST_SECONDS}
        className="h-1.5 w-full appearance-none overflow-hidden rounded-full [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-surface-3 [&::-webkit-progress-value]:bg-accent"
      />
      <p className="flex justify-between text-ink-2">
        <span>{t('progress')}</span>
        <span className="tabular-nums">{t('seconds', { seconds, most: MOST_SECONDS })}</span>
      </p>
    </div>
  );
};

const Report = ({ findings }: { readonly findings: readonly Finding[] }) => {
  const t = useTranslations('telephony.trunks.doctor');
  const bad = findings.filter(({ status }) => status === 'failed' || status === 'warning').length;
  return (
    <div role="status">
      <p className="pb-2 text-lg font-strong">{bad === 0 ? t('fine') : t('found', { count: bad })}</p>
      <ol className="divide-y divide-line rounded-card border border-line">
        {findings.map((finding, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change, and may say the same of two machines
          <li key={at} className="flex gap-3 px-4 py-3">
            <Icon icon={SIGNS[finding.status]} className={`mt-0.5 ${TONES[finding.status]}`} />
            <div className="min-w-0 flex-1">
              <p className="flex gap-2">
                <b className="font-semibold">{t(`check.${finding.check}`)}</b>
                <span className={TONES[finding.status]}>{t(`status.${finding.status}`)}</span>
              </p>
              <p className="text-ink-2">{finding.text}</p>
              {finding.advice && (
                <p className="mt-1.5 rounded-field bg-surface-2 px-2.5 py-1.5">
                  <b className="font-semibold">{t('advice')}</b> {finding.advice}
                </p>
              )}
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
};
