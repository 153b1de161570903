'use client';

import { useTranslations } from 'next-intl';
import { FailureNote } from '../../../shared/ui/failure-note';
import { Skeleton } from '../../../shared/ui/spinner';
import { Section } from '../../settings/section';
import { useDialPolicy } from '../read-telephony';
import { PolicyEditor } from './policy-editor';
import { TryNumber } from './try-number';

/** Whom the workspace may call, and a place to try a number. */
export const PolicySection = () => {
  const t = useTranslations('telephony');
  const { data, error, refetch } = useDialPolicy();
  return (
    <Section title={t('sections.policy')} lead={t('policy.lead')}>
      {error && !data && <FailureNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-80" />}
      {data && (
        <div className="flex flex-col gap-5">
          <TryNumber />
          {/* Made anew when somebody has saved another policy. */}
          <PolicyEditor key={data.updatedAt ?? ''} policy={data} />
        </div>
      )}
    </Section>
  );
};
