'use client';

import type { SimulatorState, WaitingFor } from '@callwright/flow-engine/simulator';
import { definitionByType } from '@callwright/nodes';
import { useTranslations } from 'next-intl';
import { Button } from '../../../shared/ui/button';
import { KeyCap } from '../../../shared/ui/key-cap';
import { useEditor } from '../editor-context';
import { documentOf } from '../editor-store';
import { faceOf } from '../model/step-face';
import { useTestActions } from './test-context';

const MAX_CHOICES = 8;

/** The answers a question of the test call knows, each to be given by one press. */
export const AnswerButtons = ({
  command,
  state,
}: {
  readonly command: Extract<WaitingFor, { readonly kind: 'question' }>['command'];
  readonly state: SimulatorState;
}) => {
  const t = useTranslations('testPanel.turn');
  const actions = useTestActions();
  const nameOf = useExitNames(state);
  const choices = (command.choices ?? []).slice(0, MAX_CHOICES);
  if (choices.length === 0) return command.secret ? <p className="text-sm text-ink-2">{t('secret')}</p> : null;
  return (
    <div role="group" aria-label={t('answers')} className="flex flex-wrap gap-1.5">
      {choices.map(({ id, keys, phrases = [] }) => {
        const spoken = phrases[0] ?? id;
        const words = keys === undefined ? spoken : (nameOf(id) ?? spoken);
        return (
          <Button
            key={id}
            size="small"
            onClick={() => actions.do(keys === undefined ? { says: spoken } : { presses: keys })}
          >
            {keys !== undefined && <KeyCap digit={keys} className="-ml-1 h-[18px]" />}
            <span className="max-w-36 truncate" title={words}>
              {words}
            </span>
          </Button>
        );
      })}
    </div>
  );
};

/** What people call the ways out of the present step; nothing in a flow that was called. */
const useExitNames = ({ step, subflow }: SimulatorState): ((id: string) => string | undefined) => {
  const node = useEditor((editor) => documentOf(editor).flow.nodes.find(({ id }) => id === step));
  const exits = node && subflow === null ? faceOf(node, definitionByType).exits : [];
  return (id) => exits.find(({ name }) => name === id)?.label || undefined;
};
