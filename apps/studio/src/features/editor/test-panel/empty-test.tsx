'use client';

import { Keyboard, Play, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '../../../shared/ui/button';
import { Icon } from '../../../shared/ui/icon';
import { GivenForm } from './given-form';
import { SpeechNote } from './speech-note';
import { useTest, useTestActions } from './test-context';

/** Before the first test call: what it is, who calls, and the button that starts it; or why the draft cannot be tried. */
export const EmptyTest = () => {
  const t = useTranslations('testPanel.empty');
  const actions = useTestActions();
  const broken = useTest((state) => state.broken);
  return (
    <div className="flex h-full flex-col gap-5 overflow-y-auto px-4 py-6">
      {broken === null ? (
        <div className="flex flex-col items-start gap-2">
          <span className="grid size-10 place-items-center rounded-card bg-hear-soft text-hear">
            <Icon icon={Keyboard} size={20} />
          </span>
          <h3 className="text-lg font-title">{t('title')}</h3>
          <p className="text-ink-2">{t('text')}</p>
        </div>
      ) : (
        <div role="alert" className="rounded-card border border-danger/40 bg-danger-soft px-3.5 py-3">
          <h3 className="flex items-center gap-2 font-title text-danger">
            <Icon icon={TriangleAlert} />
            {t('broken')}
          </h3>
          <p className="mt-1">{broken}</p>
          <p className="mt-1 text-sm text-ink-2">{t('brokenHelp')}</p>
        </div>
      )}
      <SpeechNote />
      <GivenForm />
      <Button kind="primary" icon={Play} keys="Ctrl ↵" onClick={() => void actions.start()} className="h-10">
        {t('start')}
      </Button>
    </div>
  );
};
