'use client';

import type { Exit } from '@callwright/flow-engine';
import { ChevronDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Icon } from '../../../shared/ui/icon';
import { nodeIcon } from '../../../shared/ui/node-icon';
import { useActions, useEditor } from '../editor-context';
import { documentOf } from '../editor-store';
import type { Point } from '../model/command';
import { exitState, faceOf } from '../model/step-face';

const BESIDE: Point = { x: 330, y: 0 };

/** Where an exit leads, in words; pressing it opens the list of steps to choose from. */
export const ExitTargetButton = ({
  nodeId,
  exit,
}: {
  readonly nodeId: string;
  readonly exit: Pick<Exit, 'name' | 'label' | 'kind'>;
}) => {
  const t = useTranslations('editor.exits');
  const actions = useActions();
  const document = useEditor(documentOf);
  const definitions = useEditor((state) => state.definitions);
  const edge = document.flow.edges.find((one) => one.from === nodeId && one.exit === exit.name);
  const target = edge && document.flow.nodes.find(({ id }) => id === edge.to);
  const definition = target && faceOf(target, definitions).definition;
  const state = exitState(exit, target ? edge : undefined);
  const words = { missing: t('nowhere'), inherited: t(exit.kind === 'failure' ? 'saysSorry' : 'callEnds') };
  const open = (button: HTMLElement) => {
    const { left, bottom } = button.getBoundingClientRect();
    const place = document.layout.nodes[nodeId] ?? { x: 0, y: 0 };
    actions.openList({
      screen: { x: left - 120, y: bottom + 4 },
      at: { x: place.x + BESIDE.x, y: place.y + BESIDE.y },
      findsRoom: true,
      from: { nodeId, exit: exit.name },
    });
  };
  return (
    <button
      type="button"
      aria-label={t('choose', {
        exit: exit.label,
        target: target?.name ?? words[state === 'missing' ? 'missing' : 'inherited'],
      })}
      onClick={(event) => open(event.currentTarget)}
      data-family={definition?.family}
      className={`exit-target ${state === 'missing' ? 'text-danger' : ''}`}
    >
      {definition && <Icon icon={nodeIcon(definition.icon)} size={14} />}
      <span className="min-w-0 truncate">{state === 'joined' ? target?.name : words[state]}</span>
      <Icon icon={ChevronDown} size={14} className="text-ink-3" />
    </button>
  );
};
