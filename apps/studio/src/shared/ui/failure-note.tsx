'use client';

import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { ApiFailure } from '../api/api-failure';
import { Button } from './button';
import { Icon } from './icon';

/** What went wrong, in words, where the thing itself should stand. */
export const FailureNote = ({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) => {
  const t = useTranslations('shared');
  return (
    <div role="alert" className="mx-auto my-12 flex max-w-md flex-col items-center gap-3 px-6 text-center">
      <Icon icon={CircleAlert} size={20} className="text-danger" />
      <p className="text-lg font-title">{t('failure.title')}</p>
      <p className="text-ink-2">{t(`failure.${failureKind(error)}`)}</p>
      {onRetry && <Button onClick={onRetry}>{t('tryAgain')}</Button>}
    </div>
  );
};

/** Which of the texts `shared.failure` fits an error. */
export const failureKind = (error: unknown): 'offline' | 'forbidden' | 'notFound' | 'unexpected' => {
  if (!(error instanceof ApiFailure)) return 'unexpected';
  if (error.isOffline) return 'offline';
  if (error.status === 403) return 'forbidden';
  return error.status === 404 ? 'notFound' : 'unexpected';
};
