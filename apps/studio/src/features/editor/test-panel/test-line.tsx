'use client';

import type { SimulatorState } from '@callwright/flow-engine/simulator';
import { PhoneOff, RotateCcw, Settings2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../../shared/ui/button';
import { Dialog } from '../../../shared/ui/dialog';
import { Icon } from '../../../shared/ui/icon';
import { IconButton } from '../../../shared/ui/icon-button';
import { Lamp } from '../../../shared/ui/lamp';
import { formatClock } from '../../calls/format-time';
import { useEditor } from '../editor-context';
import { documentOf } from '../editor-store';
import { GivenForm } from './given-form';
import { useTestActions } from './test-context';
import { testWaiting } from './test-waiting';
import { useWaitingWords } from './use-test-highlight';

/** Where the test call stands: its clock, its step, what it waits for; and the way to another one. */
export const TestLine = ({
  state,
  onSelectNode,
}: {
  readonly state: SimulatorState;
  readonly onSelectNode: (nodeId: string) => void;
}) => {
  const t = useTranslations('testPanel.line');
  const actions = useTestActions();
  const [isSetting, setSetting] = useState(false);
  return (
    <div className="shrink-0 border-b border-line px-(--desk-pad) py-2.5">
      <div role="status" className="flex items-center gap-2">
        {state.isOver ? <Icon icon={PhoneOff} size={14} className="text-ink-3" /> : <Lamp isPulsing={false} />}
        <span className="font-semibold">{t(state.isOver ? 'over' : 'under')}</span>
        <span
          className={`font-semibold tabular-nums ${state.isOver ? 'text-ink-3' : 'text-live'}`}
          data-testid="test-clock"
        >
          {formatClock(state.atMs)}
        </span>
        <span className="ml-auto flex items-center gap-0.5">
          <IconButton icon={Settings2} size={28} side="left" label={t('settings')} onClick={() => setSetting(true)} />
          <IconButton
            icon={RotateCcw}
            size={28}
            side="left"
            label={t('restart')}
            onClick={() => void actions.start()}
          />
        </span>
      </div>
      {!state.isOver && <Place state={state} onSelectNode={onSelectNode} />}
      {isSetting && <Settings onClose={() => setSetting(false)} />}
    </div>
  );
};

const Place = ({
  state,
  onSelectNode,
}: {
  readonly state: SimulatorState;
  readonly onSelectNode: (nodeId: string) => void;
}) => {
  const t = useTranslations('testPanel.line');
  const words = useWaitingWords();
  const waiting = testWaiting(state);
  const library = useEditor((editor) => editor.library);
  const flow = useEditor((editor) => documentOf(editor).flow);
  const { step, subflow } = state;
  const { nodes } = subflow === null ? flow : (library?.get(subflow) ?? { nodes: [] });
  const name = nodes.find(({ id }) => id === step)?.name ?? step;
  if (step === null) return null;
  return (
    <p className="truncate text-ink-2">
      {subflow === null ? (
        <button type="button" onClick={() => onSelectNode(step)} className="font-semibold text-ink hover:underline">
          {name}
        </button>
      ) : (
        <>
          <b className="font-semibold text-ink">{name}</b> {t('in', { flow: subflow })}
        </>
      )}{' '}
      {waiting && words(waiting)}
    </p>
  );
};

const Settings = ({ onClose }: { readonly onClose: () => void }) => {
  const t = useTranslations('testPanel.given');
  const actions = useTestActions();
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('title')}
      foot={
        <Button
          kind="primary"
          icon={RotateCcw}
          onClick={() => {
            void actions.start();
            onClose();
          }}
        >
          {t('again')}
        </Button>
      }
    >
      <GivenForm />
    </Dialog>
  );
};
