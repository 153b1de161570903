'use client';

import type { FlowProblem } from '@callwright/protocol';
import { ChevronDown, ChevronUp, CircleCheck, Play } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '../../../shared/ui/button';
import { Chip } from '../../../shared/ui/chip';
import { Icon } from '../../../shared/ui/icon';
import { Kbd } from '../../../shared/ui/kbd';
import { useActions, useEditor } from '../editor-context';
import { documentOf } from '../editor-store';
import { inOrder, SeveritySign, worstOf } from './severity';
import { isOfSpeech, wordsOf } from './speech-problem';
import { usePlayProblem } from './use-play-problem';
import { useShowProblem } from './use-show-problem';

const tones = { error: 'danger', warning: 'warning', undecided: 'plain' } as const;

/** Below the canvas: everything that is wrong with the flow, each with the way to it. */
export const ProblemsDock = () => {
  const t = useTranslations('editor.problems');
  const actions = useActions();
  const problems = useEditor((state) => state.problems);
  const isOpen = useEditor((state) => state.isDockOpen);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  return (
    <section aria-label={t('title')} className="flex flex-col border-t border-line bg-surface">
      <div className="flex h-9 shrink-0 items-center gap-3 pr-2 pl-4">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => actions.setDockOpen(!isOpen)}
          className="flex h-9 items-center gap-2 font-strong"
        >
          {t('title')}
          {problems.length > 0 && (
            <Chip tone={tones[worstOf(problems) ?? 'undecided']} className="h-[18px] px-1.5">
              {problems.length}
            </Chip>
          )}
        </button>
        <p aria-live="polite" className="ml-auto flex min-w-0 items-center gap-1.5 truncate text-sm text-ink-3">
          {problems.length === 0 && <Icon icon={CircleCheck} size={14} className="text-ok" />}
          {t('summary', { problems: problems.length, errors })}
        </p>
        {problems.length > 0 && (
          <span className="flex items-center gap-1.5 text-sm text-ink-3">
            <Kbd keys="F8" />
            {t('next')}
          </span>
        )}
        <button
          type="button"
          aria-label={isOpen ? t('fold') : t('unfold')}
          onClick={() => actions.setDockOpen(!isOpen)}
          className="grid size-7 place-items-center rounded-field text-ink-2 hover:bg-surface-3"
        >
          <Icon icon={isOpen ? ChevronDown : ChevronUp} />
        </button>
      </div>
      {isOpen && problems.length > 0 && (
        <ul className="max-h-[136px] overflow-y-auto border-t border-line">
          {inOrder(problems).map((problem, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same problem may stand twice
            <Row key={at} problem={problem} />
          ))}
        </ul>
      )}
    </section>
  );
};

const Row = ({ problem }: { readonly problem: FlowProblem }) => {
  const t = useTranslations('editor.problems');
  const name = useEditor((state) => documentOf(state).flow.nodes.find(({ id }) => id === problem.nodeId)?.name);
  const show = useShowProblem();
  const play = usePlayProblem(problem);
  const { setPanel } = useActions();
  return (
    <li className="flex min-h-[43px] items-center gap-2.5 border-b border-line px-4 last:border-0 hover:bg-surface-2">
      <SeveritySign severity={problem.severity} />
      <b className="w-36 shrink-0 truncate font-semibold">{name ?? t('wholeFlow')}</b>
      <span className="min-w-0 flex-1 py-1 text-ink-2">{wordsOf(problem)}</span>
      {play && (
        <Button kind="quiet" size="small" icon={Play} onClick={play}>
          {t('play')}
        </Button>
      )}
      {isOfSpeech(problem) && (
        <Button kind="quiet" size="small" onClick={() => setPanel('flow')}>
          {t('language')}
        </Button>
      )}
      {problem.nodeId && (
        <Button kind="quiet" size="small" onClick={() => show(problem)}>
          {t('show')}
        </Button>
      )}
    </li>
  );
};
