'use client';

import { useTranslations } from 'next-intl';
import { Dialog } from '../../shared/ui/dialog';
import { Kbd } from '../../shared/ui/kbd';

const KEYS = {
  undo: 'Ctrl Z',
  redo: 'Ctrl Y',
  copyCutPaste: 'Ctrl C X V',
  duplicate: 'Ctrl D',
  delete: 'Del',
  deleteAndJoin: 'Ctrl Del',
  all: 'Ctrl A',
  rename: 'F2',
  addStep: 'A',
  join: 'C',
  move: '← ↑ → ↓',
  alongWire: 'Alt ← →',
  several: 'Shift',
  problem: 'F8',
  test: 'Ctrl ↵',
  publish: 'Ctrl Shift P',
  whole: '1',
  actualSize: '0',
  zoom: '+ -',
  list: 'L',
  close: 'Esc',
  keys: '?',
} as const;

/** All keys of the editor. */
export const KeysSheet = ({ onClose }: { readonly onClose: () => void }) => {
  const t = useTranslations('editor.keys');
  return (
    <Dialog isOpen onClose={onClose} title={t('title')} widthPx={640}>
      <dl className="grid grid-cols-2 gap-x-10 gap-y-2">
        {(Object.keys(KEYS) as (keyof typeof KEYS)[]).map((name) => (
          <div key={name} className="flex items-center justify-between gap-3 border-b border-line pb-2">
            <dt>{t(name)}</dt>
            <dd>
              <Kbd keys={KEYS[name]} />
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
};
