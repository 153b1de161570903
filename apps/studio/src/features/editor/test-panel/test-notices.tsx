'use client';

import { Info, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Icon } from '../../../shared/ui/icon';
import { useEditor } from '../editor-context';
import { documentOf } from '../editor-store';
import { speechWordsOf } from '../problems/speech-problem';
import { useTest } from './test-context';

/** What the person must know of the test call: why something was not done, or that the flow has changed under it. */
export const TestNotices = () => {
  const t = useTranslations('testPanel.notice');
  const refusal = useTest((state) => state.refusal);
  const broken = useTest((state) => state.broken);
  const problem = useTest((state) => state.view?.problem ?? null);
  const difference = useTest((state) => state.difference);
  const speechWords = speechWordsOf(useEditor((state) => state.problems));
  const nameOf = useMoveName();
  const told = [
    ...(refusal === null ? [] : [refusal]),
    ...(broken === null ? [] : [t('broken', { why: broken })]),
    ...(problem === null ? [] : [t('incomplete', { what: problem })]),
    ...speechWords.map((words) => t('speech', { words })),
  ];
  if (told.length === 0 && difference === null) return null;
  return (
    <div
      role="alert"
      className="flex shrink-0 flex-col gap-1 border-b border-line bg-warning-soft px-(--desk-pad) py-2"
    >
      {told.map((words) => (
        <p key={words} className="flex items-start gap-2 text-warning">
          <Icon icon={TriangleAlert} size={14} className="mt-[3px] shrink-0" />
          {words}
        </p>
      ))}
      {difference && (
        <p className="flex items-start gap-2 text-ink-2">
          <Icon icon={Info} size={14} className="mt-[3px] shrink-0" />
          {t('difference', {
            was: nameOf(difference.was) ?? t('nothing'),
            is: nameOf(difference.is) ?? t('nothing'),
          })}
        </p>
      )}
    </div>
  );
};

// A move is `step` or `step.exit`; what people know are the names of steps.
const useMoveName = () => {
  const nodes = useEditor((state) => documentOf(state).flow.nodes);
  return (move: string | null): string | null => {
    if (move === null) return null;
    const [id, exit] = move.split('.');
    const name = nodes.find((node) => node.id === id)?.name ?? id ?? move;
    return exit === undefined ? name : `${name}, ${exit}`;
  };
};
