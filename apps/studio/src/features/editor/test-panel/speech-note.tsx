'use client';

import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '../../../shared/ui/button';
import { Icon } from '../../../shared/ui/icon';
import { useActions, useEditor } from '../editor-context';
import { speechWordsOf } from '../problems/speech-problem';

/** What a real call cannot say or understand, although a typed one can. Nothing where all is well. */
export const SpeechNote = () => {
  const t = useTranslations('testPanel.speech');
  const { setPanel } = useActions();
  const problems = useEditor((state) => state.problems);
  const words = speechWordsOf(problems);
  if (words.length === 0) return null;
  return (
    <div role="note" className="flex flex-col items-start gap-1.5 rounded-card bg-warning-soft px-3.5 py-3">
      <h3 className="flex items-center gap-2 font-title text-warning">
        <Icon icon={TriangleAlert} />
        {t('title')}
      </h3>
      {words.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <Button size="small" className="mt-1" onClick={() => setPanel('flow')}>
        {t('change')}
      </Button>
    </div>
  );
};
