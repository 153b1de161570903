'use client';

import type { Exit } from '@callwright/flow-engine';
import { Unlink } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '../../../shared/ui/icon-button';
import { useActions, useEditor } from '../editor-context';
import { documentOf } from '../editor-store';
import { ExitTargetButton } from './exit-target-button';

/** Where some ways out of a step lead, one a row. */
export const ExitTargets = ({ nodeId, exits }: { readonly nodeId: string; readonly exits: readonly Exit[] }) => {
  const t = useTranslations('editor.exits');
  const actions = useActions();
  const edges = useEditor((state) => documentOf(state).flow.edges);
  return (
    <ul className="flex flex-col">
      {exits.map((exit) => {
        const isJoined = edges.some((edge) => edge.from === nodeId && edge.exit === exit.name);
        return (
          <li key={exit.name} className="flex min-h-8 items-center gap-2">
            <span className="min-w-0 flex-1 truncate text-ink-2">{exit.label}</span>
            <ExitTargetButton nodeId={nodeId} exit={exit} />
            <IconButton
              icon={Unlink}
              label={t('takeAway')}
              size={24}
              disabled={!isJoined}
              className={isJoined ? '' : 'invisible'}
              onClick={() => actions.dispatch({ command: 'disconnect', from: nodeId, exit: exit.name })}
            />
          </li>
        );
      })}
    </ul>
  );
};
