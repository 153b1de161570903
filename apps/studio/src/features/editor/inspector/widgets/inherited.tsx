'use client';

import { RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '../../../../shared/ui/button';
import { IconButton } from '../../../../shared/ui/icon-button';
import { useActions } from '../../editor-context';

/** Whether a setting is the flow's own, which a press shows, or its own, which a press gives up. */
export const Inherited = ({
  isInherited,
  onReset,
}: {
  readonly isInherited: boolean;
  readonly onReset: () => void;
}) => {
  const t = useTranslations('editor.inherited');
  const { setPanel } = useActions();
  return isInherited ? (
    <Button kind="quiet" size="small" className="ml-auto font-normal" onClick={() => setPanel('flow')}>
      {t('asInFlow')}
    </Button>
  ) : (
    <IconButton icon={RotateCcw} label={t('reset')} size={24} className="ml-auto" onClick={onReset} />
  );
};
