'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { useEditorParts } from './editor-context';

/** Stands in the way of a link when the draft could not be stored; what can be stored is stored on leaving. */
export const LeaveGuard = () => {
  const t = useTranslations('editor.leave');
  const { store, saver } = useEditorParts();
  const router = useRouter();
  const [wanted, setWanted] = useState<string>();
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      const { kind } = store.getState().save;
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
      const href = link?.getAttribute('href');
      if (!href?.startsWith('/') || (kind !== 'failed' && kind !== 'conflict')) return;
      event.preventDefault();
      event.stopPropagation();
      setWanted(href);
    };
    document.addEventListener('click', onClick, true);
    return () => document.removeEventListener('click', onClick, true);
  }, [store]);
  return (
    <Dialog
      isOpen={wanted !== undefined}
      onClose={() => setWanted(undefined)}
      title={t('title')}
      foot={
        <>
          <Button
            kind="danger"
            onClick={() => {
              saver.discard();
              if (wanted) router.push(wanted);
            }}
          >
            {t('leave')}
          </Button>
          <Button kind="primary" onClick={() => setWanted(undefined)}>
            {t('stay')}
          </Button>
        </>
      }
    >
      <p className="text-ink-2">{t('body')}</p>
    </Dialog>
  );
};
