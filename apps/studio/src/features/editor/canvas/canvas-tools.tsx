'use client';

import { useReactFlow } from '@xyflow/react';
import { LayoutDashboard, ListTree, Plus, StickyNote } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { newId } from '../../../platform/ids';
import { Button } from '../../../shared/ui/button';
import { IconButton } from '../../../shared/ui/icon-button';
import { useActions } from '../editor-context';
import { NOTE_PREFIX } from './selection-changes';
import { useTidy } from './use-tidy';
import { useViewCentre } from './use-view-centre';

/** What stands at the top left of the canvas. */
export const CanvasTools = () => {
  const t = useTranslations('editor.canvas');
  const actions = useActions();
  const flow = useReactFlow();
  const tidy = useTidy();
  const centre = useViewCentre();
  const addNote = () => {
    const { x, y } = centre();
    const id = `${NOTE_PREFIX}${newId()}`;
    actions.dispatch({ command: 'addNote', note: { id, x: x - 95, y: y - 30, text: '' } });
    actions.select({ noteIds: [id] });
  };
  return (
    <div className="pill">
      <Button
        kind="primary"
        icon={Plus}
        className="h-[30px] shadow-none"
        onClick={(event) => {
          const { left, bottom } = event.currentTarget.getBoundingClientRect();
          const { x, y } = centre();
          actions.openList({ screen: { x: left, y: bottom + 8 }, at: { x: x - 120, y: y - 60 }, findsRoom: true });
        }}
      >
        {t('addStep')}
      </Button>
      <IconButton icon={StickyNote} label={t('addNote')} size={30} onClick={addNote} />
      <IconButton
        icon={LayoutDashboard}
        label={t('tidyUp')}
        size={30}
        onClick={() => void tidy().then(() => flow.fitView({ duration: 320, maxZoom: 1, padding: 0.08 }))}
      />
      <IconButton icon={ListTree} label={t('showAsList')} keys="L" size={30} onClick={() => actions.setView('list')} />
    </div>
  );
};
