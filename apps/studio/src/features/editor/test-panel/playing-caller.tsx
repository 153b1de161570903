'use client';

import { useTranslations } from 'next-intl';
import { Button } from '../../../shared/ui/button';
import { useActWords } from './describe-act';
import { useTest, useTestActions } from './test-context';

/** The caller who shows a problem: what they do next, and the way through it. */
export const PlayingCaller = () => {
  const t = useTranslations('testPanel.playing');
  const words = useActWords();
  const actions = useTestActions();
  const playing = useTest((state) => state.playing);
  const view = useTest((state) => state.view);
  if (!playing || !view) return null;
  const { stops, at } = view;
  const next = stops[at + 1]?.act;
  return (
    <section aria-label={t('title')} className="shrink-0 border-b border-line bg-accent-soft px-(--desk-pad) py-2.5">
      <div className="flex items-baseline gap-2">
        <h3 className="font-title">{t('title')}</h3>
        <span className="ml-auto text-sm text-ink-2 tabular-nums">{t('step', { at, count: stops.length - 1 })}</span>
      </div>
      <p className="text-ink-2">{playing.message}</p>
      <p className="mt-1 font-strong" aria-live="polite">
        {next ? words(next) : t('end')}
      </p>
      <div className="mt-2 flex gap-2">
        <Button size="small" keys="J" disabled={at === 0} onClick={actions.back}>
          {t('previous')}
        </Button>
        <Button size="small" kind="primary" keys="K" disabled={!next} onClick={actions.forward}>
          {t('next')}
        </Button>
        <Button size="small" kind="quiet" onClick={actions.takeOver} className="ml-auto">
          {t('take')}
        </Button>
      </div>
    </section>
  );
};
