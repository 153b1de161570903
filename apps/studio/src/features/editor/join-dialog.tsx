'use client';

import { useTranslations } from 'next-intl';
import type { KeyboardEvent } from 'react';
import { Dialog } from '../../shared/ui/dialog';
import { KeyCap } from '../../shared/ui/key-cap';
import { useActions, useEditor } from './editor-context';
import { documentOf } from './editor-store';
import { faceOf } from './model/step-face';

/** Joining by keyboard: first which way out, then the list where it leads. */
export const JoinDialog = () => {
  const t = useTranslations('editor.join');
  const actions = useActions();
  const joining = useEditor((state) => state.joining);
  const document = useEditor(documentOf);
  const definitions = useEditor((state) => state.definitions);
  const node = document.flow.nodes.find(({ id }) => id === joining?.nodeId);
  if (!node) return null;
  const { exits } = faceOf(node, definitions);
  const place = document.layout.nodes[node.id] ?? { x: 0, y: 0 };
  const choose = (exit: string) => {
    actions.setJoining(null);
    actions.openList({
      screen: { x: window.innerWidth / 2 - 128, y: window.innerHeight / 3 },
      at: { x: place.x + 330, y: place.y },
      findsRoom: true,
      from: { nodeId: node.id, exit },
    });
  };
  return (
    <Dialog isOpen onClose={() => actions.setJoining(null)} title={t('title', { step: node.name })} widthPx={360}>
      {exits.length === 0 && <p className="text-ink-2">{t('noWays')}</p>}
      <ul className="flex flex-col gap-1">
        {exits.map((exit, index) => {
          const edge = document.flow.edges.find((one) => one.from === node.id && one.exit === exit.name);
          const target = document.flow.nodes.find(({ id }) => id === edge?.to);
          return (
            <li key={exit.name}>
              <button
                type="button"
                // biome-ignore lint/a11y/noAutofocus: the way out was asked for by key, and is chosen by key
                autoFocus={index === 0}
                onKeyDown={moveFocus}
                onClick={() => choose(exit.name)}
                className="flex h-9 w-full items-center gap-2 rounded-field px-2 text-left font-strong hover:bg-accent-soft focus-visible:bg-accent-soft"
              >
                {exit.key && <KeyCap digit={exit.key} />}
                <span className="min-w-0 flex-1 truncate">{exit.label}</span>
                <span className="text-sm font-normal text-ink-3">{target?.name ?? t('nowhere')}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
};

// The arrow keys go through the ways as Tab does.
const moveFocus = (event: KeyboardEvent<HTMLElement>): void => {
  const row = event.currentTarget.closest('li');
  const next = { ArrowDown: row?.nextElementSibling, ArrowUp: row?.previousElementSibling }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  next?.querySelector('button')?.focus();
};
