'use client';

import { RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { Button } from '../../../shared/ui/button';
import type { CallPanelProps } from '../call-slot';
import { useEditor } from '../editor-context';
import { CallerControls } from './caller-controls';
import { EmptyTest } from './empty-test';
import { KnownList } from './known-list';
import { PlayingCaller } from './playing-caller';
import type { TestCallView } from './test-call';
import { useTest, useTestActions } from './test-context';
import { TestLine } from './test-line';
import { TestLog } from './test-log-list';
import { TestNotices } from './test-notices';
import { TurnCards } from './turn-cards';
import { useTestHighlight } from './use-test-highlight';
import { useTestKeys } from './use-test-keys';

/** A test call that is typed: what is said, what it waits for, what it knows, and the keys of the caller. */
export const TypePanel = ({ onHighlight, onSelectNode }: Pick<CallPanelProps, 'onHighlight' | 'onSelectNode'>) => {
  const view = useTest((state) => state.view);
  useTestHighlight(view, onHighlight);
  return view === null ? <EmptyTest /> : <RunningTest view={view} onSelectNode={onSelectNode} />;
};

const RunningTest = ({
  view,
  onSelectNode,
}: {
  readonly view: TestCallView;
  readonly onSelectNode: (nodeId: string) => void;
}) => {
  const actions = useTestActions();
  const desk = useRef<HTMLDivElement>(null);
  const signal = useEditor((state) => state.testSignal);
  // A caller who is played does what the script says; by hand goes on who asks for it.
  const isPlaying = useTest((state) => state.playing !== null);
  const { pressed, press } = useTestKeys(desk, { isLive: !view.state.isOver && !isPlaying, signal, actions });
  return (
    <div ref={desk} tabIndex={-1} className="flex h-full min-h-0 flex-col outline-none [--desk-pad:16px]">
      <TestLine state={view.state} onSelectNode={onSelectNode} />
      <PlayingCaller />
      <TestNotices />
      <TestLog state={view.state} />
      {!isPlaying && <TurnCards state={view.state} />}
      <KnownList view={view} />
      {!isPlaying && !view.state.isOver && <CallerControls state={view.state} pressed={pressed} onPress={press} />}
      {view.state.isOver && <Again />}
    </div>
  );
};

const Again = () => {
  const t = useTranslations('testPanel.line');
  const actions = useTestActions();
  return (
    <div className="shrink-0 border-t border-line bg-surface-2 px-(--desk-pad) py-3">
      <Button icon={RotateCcw} keys="Ctrl ↵" onClick={() => void actions.start()} className="h-10 w-full">
        {t('restart')}
      </Button>
    </div>
  );
};
