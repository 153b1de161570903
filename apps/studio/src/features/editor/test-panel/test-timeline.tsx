'use client';

import { GitFork, ListChecks, StepBack, StepForward } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { Button } from '../../../shared/ui/button';
import { IconButton } from '../../../shared/ui/icon-button';
import { Segmented } from '../../../shared/ui/segmented';
import { useEditor } from '../editor-context';
import { documentOf } from '../editor-store';
import { SaveTestDialog } from './save-test-dialog';
import type { TestCallView } from './test-call';
import { useTest, useTestActions } from './test-context';
import { TestLanes } from './test-lanes';
import { timelineOf } from './timeline';

/** Below the canvas while a flow is tested by typing: the call in time, with the way back, forward and aside. */
export const TestTimeline = () => {
  const isShown = useEditor((state) => state.panel === 'call' && state.testBy === 'type');
  const view = useTest((state) => state.view);
  return isShown && view ? <Shown view={view} /> : null;
};

const Shown = ({ view }: { readonly view: TestCallView }) => {
  const t = useTranslations('testPanel.time');
  const actions = useTestActions();
  const [isSaving, setSaving] = useState(false);
  const document = useEditor(documentOf);
  const timeline = useMemo(() => timelineOf(view), [view]);
  const { at, stops } = view;
  return (
    <section aria-label={t('label')} className="flex h-[132px] shrink-0 border-t border-line bg-surface">
      <div className="flex w-[196px] shrink-0 flex-col gap-1.5 py-2.5 pr-2 pl-4">
        <div className="flex items-center gap-1">
          <IconButton icon={StepBack} label={t('back')} keys="J" disabled={at === 0} onClick={actions.back} />
          <IconButton
            icon={StepForward}
            label={t('forward')}
            keys="K"
            disabled={at >= stops.length - 1}
            onClick={actions.forward}
          />
          <Calls />
        </div>
        <Button size="small" icon={GitFork} title={t('forkHelp')} onClick={actions.fork} className="justify-start">
          {t('fork')}
        </Button>
        <Button size="small" icon={ListChecks} onClick={() => setSaving(true)} className="justify-start">
          {t('save')}
        </Button>
      </div>
      <TestLanes timeline={timeline} document={document} view={view} />
      {isSaving && <SaveTestDialog onClose={() => setSaving(false)} />}
    </section>
  );
};

const Calls = () => {
  const t = useTranslations('testPanel.time');
  const actions = useTestActions();
  const calls = useTest((state) => state.calls);
  const current = useTest((state) => state.current);
  if (calls.length < 2 || current === null) return null;
  return (
    <div className="min-w-0 overflow-x-auto">
      <Segmented
        label={t('calls')}
        value={String(current)}
        onChange={(number) => actions.choose(Number(number))}
        options={calls.map(({ number }) => ({
          value: String(number),
          label: (
            <>
              <span className="sr-only">{t('call', { number })}</span>
              <span aria-hidden>{number}</span>
            </>
          ),
        }))}
      />
    </div>
  );
};
