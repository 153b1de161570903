'use client';

import { useTranslations } from 'next-intl';
import { PageHeader } from '../../shared/frame/page-header';

/** One question, and templates that answer it. */
export const HomePage = () => {
  const t = useTranslations('home');
  return <PageHeader title={t('title')} />;
};
