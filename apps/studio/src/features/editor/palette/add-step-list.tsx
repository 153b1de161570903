'use client';

import type { NodeDefinition } from '@callwright/flow-engine';
import type { FlowNode } from '@callwright/protocol';
import { Search, TriangleAlert } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { FamilyShape } from '../../../shared/ui/family-shape';
import { Icon } from '../../../shared/ui/icon';
import { nodeIcon } from '../../../shared/ui/node-icon';
import { useEditor, useEditorParts } from '../editor-context';
import { type AddingStep, documentOf } from '../editor-store';
import { freePlace } from '../model/free-place';
import { faceOf } from '../model/step-face';
import { type LackingAbility, lackingAbility } from './lacking-ability';
import { paletteGroups } from './palette-groups';

/** One line of the list: a step to add, or one that is there and can be joined. */
type Choice =
  | {
      readonly kind: 'new';
      readonly definition: NodeDefinition;
      readonly heading: string | undefined;
      readonly lacking: LackingAbility | null;
    }
  | { readonly kind: 'step'; readonly node: FlowNode; readonly heading: string | undefined };

/** The list "Add a step": opens where it was asked for, its search field ready to type. */
export const AddStepList = () => {
  const adding = useEditor((state) => state.adding);
  // A new place is a new list, with an empty search.
  return adding ? <OpenList key={`${adding.screen.x} ${adding.screen.y}`} adding={adding} /> : null;
};

const OpenList = ({ adding }: { readonly adding: AddingStep }) => {
  const t = useTranslations('editor.palette');
  const { store, actions } = useEditorParts();
  const [search, setSearch] = useState('');
  const [active, setActive] = useState(0);
  const choices = useChoices(search, adding.from !== undefined);
  const box = useRef<HTMLDivElement>(null);
  const listId = useId();
  const close = () => actions.openList(null);
  usePlaceInWindow(box, adding);
  useCloseOutside(box, close);
  useEffect(() => {
    document.getElementById(`${listId}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, listId]);

  const choose = (choice: Choice | undefined) => {
    if (!choice) return;
    if (choice.kind === 'new') {
      const at = adding.at ?? { x: 0, y: 0 };
      const place = adding.findsRoom ? freePlace(documentOf(store.getState()), at) : at;
      actions.addStep(choice.definition, place, adding.from);
    }
    if (choice.kind === 'step' && adding.from) actions.joinTo(adding.from, choice.node.id);
    close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = choices.length - 1;
    const moves: Record<string, () => void> = {
      ArrowDown: () => setActive((now) => (now >= last ? 0 : now + 1)),
      ArrowUp: () => setActive((now) => (now <= 0 ? last : now - 1)),
      Enter: () => choose(choices[active]),
      Escape: close,
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  };

  return (
    <div
      ref={box}
      role="dialog"
      aria-label={t('title')}
      className="fixed z-40 flex max-h-[min(460px,calc(100vh-24px))] w-64 flex-col rounded-card border border-line bg-surface p-1.5 shadow-e3"
      style={{ left: adding.screen.x, top: adding.screen.y }}
    >
      <div className="mb-1.5 flex h-8 shrink-0 items-center gap-2 rounded-field border border-accent px-2.5 text-ink-3">
        <Icon icon={Search} />
        <input
          // biome-ignore lint/a11y/noAutofocus: the list was asked for in order to type into it
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={choices.length > 0 ? `${listId}-${active}` : undefined}
          aria-label={t('search')}
          placeholder={t(adding.from ? 'whatNext' : 'search')}
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
          className="min-w-0 flex-1 bg-transparent text-ink outline-none"
        />
      </div>
      <div id={listId} role="listbox" aria-label={t('title')} className="min-h-0 overflow-y-auto">
        {choices.map((choice, index) => (
          <Line
            key={choice.kind === 'new' ? choice.definition.type : choice.node.id}
            id={`${listId}-${index}`}
            choice={choice}
            isActive={index === active}
            onPoint={() => setActive(index)}
            onChoose={() => choose(choice)}
          />
        ))}
        {choices.length === 0 && <p className="px-2 py-3 text-ink-3">{t('none')}</p>}
      </div>
      {adding.from && search === '' && <p className="px-2 pt-1.5 pb-0.5 text-sm text-ink-3">{t('orJoin')}</p>}
    </div>
  );
};

const Line = ({
  id,
  choice,
  isActive,
  onPoint,
  onChoose,
}: {
  readonly id: string;
  readonly choice: Choice;
  readonly isActive: boolean;
  readonly onPoint: () => void;
  readonly onChoose: () => void;
}) => {
  const { definitions } = useEditorParts().store.getState();
  const definition = choice.kind === 'new' ? choice.definition : faceOf(choice.node, definitions).definition;
  const reason = useReason(choice.kind === 'new' ? choice.lacking : null);
  return (
    <>
      {choice.heading && <p className="px-2 pt-2 pb-1 text-sm text-ink-3">{choice.heading}</p>}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the search field above has the keys */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the search field */}
      <div
        id={id}
        role="option"
        aria-selected={isActive}
        title={reason ?? definition?.description}
        onPointerMove={onPoint}
        onClick={onChoose}
        className={`flex min-h-[38px] cursor-pointer items-center gap-2.5 rounded-field px-2 font-strong ${isActive ? 'bg-accent-soft' : ''} ${reason ? 'py-1.5 text-ink-3' : ''}`}
      >
        {definition && <FamilyShape family={definition.family} icon={nodeIcon(definition.icon)} />}
        <span className="flex min-w-0 flex-1 flex-col">
          <span className="flex items-center gap-2.5">
            <span className="min-w-0 shrink-0 max-w-full truncate">
              {choice.kind === 'new' ? choice.definition.action : choice.node.name}
            </span>
            <span className="ml-auto min-w-0 truncate text-sm font-normal text-ink-3">{definition?.title}</span>
          </span>
          {reason && (
            <span className="flex items-start gap-1.5 text-sm font-normal text-warning">
              <Icon icon={TriangleAlert} size={14} className="mt-px shrink-0" />
              <span className="min-w-0">{reason}</span>
            </span>
          )}
        </span>
      </div>
    </>
  );
};

/** Why a step would not work on the lines of this flow; it can be added all the same, since its failure may lead on. */
const useReason = (lacking: LackingAbility | null): string | null => {
  const t = useTranslations('editor.palette.cannot');
  const names = useTranslations('shared.protocol');
  const format = useFormatter();
  return lacking && t(lacking.ability, { protocols: format.list(lacking.protocols.map((one) => names(one))) });
};

const useChoices = (search: string, joins: boolean): readonly Choice[] => {
  const t = useTranslations();
  const { store } = useEditorParts();
  return useMemo(() => {
    const state = store.getState();
    const steps = joins && search.trim() !== '' ? stepsNamed(documentOf(state).flow.nodes, search) : [];
    const groups = paletteGroups([...state.definitions.values()], search);
    const isSearching = search.trim() !== '';
    return [
      ...groups.flatMap(({ family, definitions }) =>
        definitions.map(
          (definition, index): Choice => ({
            kind: 'new',
            definition,
            heading: index === 0 && !isSearching ? t(`shared.family.${family}`) : undefined,
            lacking: lackingAbility(definition, state.protocols),
          }),
        ),
      ),
      ...steps.map(
        (node, index): Choice => ({
          kind: 'step',
          node,
          heading: index === 0 ? t('editor.palette.stepsHere') : undefined,
        }),
      ),
    ];
  }, [search, joins, store, t]);
};

const MOST_STEPS = 20;
const stepsNamed = (nodes: readonly FlowNode[], search: string): readonly FlowNode[] =>
  nodes.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase())).slice(0, MOST_STEPS);

// The list never leaves the window: it moves up and left as far as it must.
const usePlaceInWindow = (box: React.RefObject<HTMLDivElement | null>, { screen }: AddingStep): void => {
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(8, Math.min(screen.x, window.innerWidth - width - 8))}px`;
    element.style.top = `${Math.max(8, Math.min(screen.y, window.innerHeight - height - 8))}px`;
  }, [box, screen]);
};

const useCloseOutside = (box: React.RefObject<HTMLDivElement | null>, close: () => void): void => {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    const onPointerDown = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) latest.current();
    };
    document.addEventListener('pointerdown', onPointerDown, true);
    return () => document.removeEventListener('pointerdown', onPointerDown, true);
  }, [box]);
};
