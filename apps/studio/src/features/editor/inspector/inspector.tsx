'use client';

import { CopyPlus, Ellipsis, Flag, Trash2, Unlink, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { Chip } from '../../../shared/ui/chip';
import { FamilyShape } from '../../../shared/ui/family-shape';
import { IconButton } from '../../../shared/ui/icon-button';
import { Menu, MenuItem, MenuLine } from '../../../shared/ui/menu';
import { nodeIcon } from '../../../shared/ui/node-icon';
import { useActions, useEditor, useStep } from '../editor-context';
import { documentOf } from '../editor-store';
import { faceOf } from '../model/step-face';
import { useSelectionCommands } from '../use-selection-commands';
import { StepForm } from './step-form';
import { StepHelp } from './step-help';

// Characters that fit beside each other; a longer name needs the room of the kind, which the shape still tells.
const SHORT_NAMES = 26;

/** The form of the chosen step. */
export const Inspector = ({ nodeId }: { readonly nodeId: string }) => {
  const t = useTranslations('editor.inspector');
  const actions = useActions();
  const node = useStep(nodeId);
  const definitions = useEditor((state) => state.definitions);
  if (!node) return null;
  const { definition } = faceOf(node, definitions);
  const kind = definition?.title ?? node.type;
  return (
    <section aria-label={node.name} className="flex h-full min-h-0 flex-col">
      <h2 className="sr-only">{node.name}</h2>
      <header className="flex items-center gap-2.5 px-4 py-2.5">
        {definition && <FamilyShape family={definition.family} icon={nodeIcon(definition.icon)} />}
        <StepName key={nodeId} nodeId={nodeId} name={node.name} />
        {node.name.length + kind.length <= SHORT_NAMES && <Chip>{kind}</Chip>}
        <StepMenu nodeId={nodeId} />
        <IconButton icon={X} label={t('close')} size={28} onClick={() => actions.select({})} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto pb-4">
        {definition ? (
          <StepForm key={nodeId} node={node} definition={definition} />
        ) : (
          <p className="border-t border-line px-4 py-3 text-danger">{t('unknownKind', { kind: node.type })}</p>
        )}
        {definition && <StepHelp definition={definition} />}
      </div>
    </section>
  );
};

const StepName = ({ nodeId, name }: { readonly nodeId: string; readonly name: string }) => {
  const t = useTranslations('editor.inspector');
  const actions = useActions();
  const renameSignal = useEditor((state) => state.renameSignal);
  const seen = useRef(renameSignal);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (seen.current === renameSignal) return;
    seen.current = renameSignal;
    input.current?.select();
  }, [renameSignal]);
  return (
    <input
      ref={input}
      aria-label={t('name')}
      value={name}
      maxLength={120}
      onChange={({ target }) => {
        if (target.value !== '')
          actions.dispatch({ command: 'renameNode', nodeId, name: target.value }, `${nodeId}.name`);
      }}
      onKeyDown={({ key, currentTarget }) => (key === 'Enter' || key === 'Escape') && currentTarget.blur()}
      className="-ml-1 min-w-0 flex-1 truncate rounded-key border border-transparent bg-transparent px-1 py-0.5 text-lg font-title outline-none hover:border-line focus:border-accent focus:shadow-[0_0_0_3px_var(--accent-soft)]"
    />
  );
};

const StepMenu = ({ nodeId }: { readonly nodeId: string }) => {
  const t = useTranslations('editor');
  const actions = useActions();
  const isStart = useEditor((state) => documentOf(state).flow.start === nodeId);
  const { duplicate, remove } = useSelectionCommands();
  return (
    <Menu button={<IconButton icon={Ellipsis} label={t('inspector.more')} size={28} />}>
      <MenuItem icon={Flag} disabled={isStart} onSelect={() => actions.dispatch({ command: 'setStart', nodeId })}>
        {t('commands.makeStart')}
      </MenuItem>
      <MenuItem icon={CopyPlus} keys="Ctrl D" onSelect={duplicate}>
        {t('commands.duplicate')}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={Unlink} keys="Ctrl Del" onSelect={() => remove({ joins: true })}>
        {t('commands.deleteAndJoin')}
      </MenuItem>
      <MenuItem icon={Trash2} keys="Del" tone="danger" onSelect={() => remove()}>
        {t('commands.delete')}
      </MenuItem>
    </Menu>
  );
};
