'use client';

import { CornerDownRight, Plus, Workflow } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { Button } from '../../../shared/ui/button';
import { FamilyShape } from '../../../shared/ui/family-shape';
import { Icon } from '../../../shared/ui/icon';
import { KeyCap } from '../../../shared/ui/key-cap';
import { nodeIcon } from '../../../shared/ui/node-icon';
import { useActions, useEditor } from '../editor-context';
import { documentOf } from '../editor-store';
import { faceOf } from '../model/step-face';
import { SeveritySign, worstOf } from '../problems/severity';
import { PromptWords } from '../prompt-words';
import { flowOutline, type OutlineLine } from './flow-outline';

/** The flow as a list: the same steps, the same editing, for keyboards, small screens and screen readers. */
export const OutlineView = () => {
  const t = useTranslations('editor.outline');
  const actions = useActions();
  const document = useEditor(documentOf);
  const definitions = useEditor((state) => state.definitions);
  const lines = useMemo(() => flowOutline(document, definitions), [document, definitions]);
  const firstUnreached = lines.findIndex(({ isReached, depth }) => !isReached && depth === 0);
  return (
    <div className="h-full min-h-0 overflow-y-auto bg-canvas">
      <div className="mx-auto max-w-[820px] px-6 py-5">
        <div className="mb-3 flex items-center gap-2">
          <Button
            kind="primary"
            icon={Plus}
            onClick={(event) => {
              const { left, bottom } = event.currentTarget.getBoundingClientRect();
              actions.openList({ screen: { x: left, y: bottom + 8 }, at: placeBelow(document), findsRoom: true });
            }}
          >
            {t('add')}
          </Button>
          <Button icon={Workflow} keys="L" onClick={() => actions.setView('canvas')}>
            {t('showCanvas')}
          </Button>
        </div>
        <ol aria-label={t('label')} className="overflow-hidden rounded-card border border-line bg-surface shadow-e2">
          {lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a step may be mentioned several times
            <li key={at} className="border-b border-line last:border-0">
              {at === firstUnreached && (
                <p className="border-b border-line bg-surface-2 px-4 py-1.5 text-sm text-ink-3">{t('unreached')}</p>
              )}
              <Line line={line} />
            </li>
          ))}
        </ol>
      </div>
    </div>
  );
};

const INDENT_PX = 26;
const DEEPEST = 12;

const Line = ({ line: { node, depth, via, isMention } }: { readonly line: OutlineLine }) => {
  const t = useTranslations('editor.outline');
  const actions = useActions();
  const definitions = useEditor((state) => state.definitions);
  const isChosen = useEditor(({ selection }) => selection.nodeIds.includes(node.id));
  const severity = useEditor(({ problems }) => worstOf(problems.filter(({ nodeId }) => nodeId === node.id)));
  const callIsHere = useEditor(({ highlight }) => highlight?.currentNodeId === node.id);
  const { definition, summary } = faceOf(node, definitions);
  return (
    <button
      type="button"
      aria-current={isChosen || undefined}
      onClick={() => actions.selectNode(node.id)}
      style={{ paddingLeft: 16 + Math.min(depth, DEEPEST) * INDENT_PX }}
      className={`flex w-full items-center gap-2.5 py-2 pr-4 text-left focus-visible:-outline-offset-2 ${isChosen ? 'bg-accent-soft' : 'hover:bg-surface-2'} ${callIsHere ? 'bg-live-soft' : ''}`}
    >
      {via && (
        <span className="flex shrink-0 items-center gap-1.5 text-sm text-ink-3">
          <Icon icon={CornerDownRight} size={14} />
          {via.key && <KeyCap digit={via.key} />}
          {via.label}
        </span>
      )}
      {isMention ? (
        <span className="text-ink-2">{t('goesTo', { step: node.name })}</span>
      ) : (
        <>
          {definition && <FamilyShape family={definition.family} icon={nodeIcon(definition.icon)} />}
          <span className="shrink-0 font-title">{node.name}</span>
          <span className="min-w-0 flex-1 truncate text-ink-2">
            <PromptWords text={summary} />
          </span>
          {severity && <SeveritySign severity={severity} label={t(severity)} />}
          <span className="shrink-0 text-sm text-ink-3">{definition?.title}</span>
        </>
      )}
    </button>
  );
};

const placeBelow = ({ layout }: ReturnType<typeof documentOf>) => ({
  x: 260,
  y: Math.max(0, ...Object.values(layout.nodes).map(({ y }) => y)) + 240,
});
