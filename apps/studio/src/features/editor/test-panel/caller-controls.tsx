'use client';

import type { SimulatorState } from '@callwright/flow-engine/simulator';
import { ArrowUp, AudioLines, EarOff, PhoneOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../../shared/ui/button';
import { TextInput } from '../../../shared/ui/field';
import { Icon } from '../../../shared/ui/icon';
import { Switch } from '../../../shared/ui/switch';
import { Keypad } from '../../call-panel/keypad';
import { useTest, useTestActions } from './test-context';
import { typedAct } from './typed-act';

/** What the caller can do: say words, press keys, stay silent, make a noise, hang up. */
export const CallerControls = ({
  state,
  pressed,
  onPress,
}: {
  readonly state: SimulatorState;
  readonly pressed: string | null;
  readonly onPress: (digit: string) => void;
}) => {
  const t = useTranslations('testPanel.controls');
  const actions = useTestActions();
  const interrupts = useTest((one) => one.interrupts);
  const isAsked = state.isCallersTurn;
  return (
    <section
      aria-label={t('label')}
      className="flex shrink-0 flex-col gap-2 border-t border-line bg-surface-2 px-(--desk-pad) pt-2.5 pb-3"
    >
      <Keypad pressed={pressed} onPress={onPress} />
      <Say />
      <div className="flex gap-1.5">
        <Button
          size="small"
          icon={EarOff}
          onClick={() => (isAsked ? actions.do({ isSilent: true }) : actions.skip())}
          className="flex-1"
        >
          {t(isAsked ? 'silent' : 'listen')}
        </Button>
        <Button size="small" icon={AudioLines} onClick={() => actions.do({ makesNoise: true })} className="flex-1">
          {t('noise')}
        </Button>
        <Button
          size="small"
          kind="danger"
          icon={PhoneOff}
          keys="Esc"
          onClick={() => actions.do({ hangsUp: true })}
          className="flex-1"
        >
          {t('hangUp')}
        </Button>
      </div>
      <Switch label={t('interrupt')} isOn={interrupts} onChange={actions.setInterrupts} />
    </section>
  );
};

const Say = () => {
  const t = useTranslations('testPanel.controls');
  const actions = useTestActions();
  const [words, setWords] = useState('');
  return (
    <form
      className="flex gap-1.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (words.trim() === '') return;
        actions.do(typedAct(words.trim()));
        setWords('');
      }}
    >
      <TextInput
        aria-label={t('say')}
        placeholder={t('sayPlaceholder')}
        maxLength={1000}
        value={words}
        onChange={({ target }) => setWords(target.value)}
      />
      <button
        type="submit"
        aria-label={t('send')}
        disabled={words.trim() === ''}
        className="grid size-9 shrink-0 place-items-center rounded-field bg-accent text-on-accent hover:bg-accent-hover disabled:opacity-45"
      >
        <Icon icon={ArrowUp} />
      </button>
    </form>
  );
};
