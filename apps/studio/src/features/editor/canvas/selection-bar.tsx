'use client';

import { CopyPlus, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '../../../shared/ui/icon-button';
import { useEditor } from '../editor-context';
import { useSelectionCommands } from '../use-selection-commands';

/** What can be done with several chosen steps. */
export const SelectionBar = () => {
  const t = useTranslations('editor');
  const count = useEditor(({ selection }) => selection.nodeIds.length + selection.noteIds.length);
  const { duplicate, remove } = useSelectionCommands();
  if (count < 2) return null;
  return (
    <div className="pill">
      <span className="px-2 font-strong">{t('canvas.chosen', { count })}</span>
      <IconButton icon={CopyPlus} label={t('commands.duplicate')} keys="Ctrl D" size={30} onClick={duplicate} />
      <IconButton icon={Trash2} label={t('commands.delete')} keys="Del" size={30} onClick={() => remove()} />
    </div>
  );
};
