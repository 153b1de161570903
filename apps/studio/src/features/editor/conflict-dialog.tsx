'use client';

import { flowResource } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '../../shared/api/client';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { failureKind } from '../../shared/ui/failure-note';
import { useEditor, useEditorParts } from './editor-context';

/** Asks whose draft is kept when somebody else stored one meanwhile. */
export const ConflictDialog = () => {
  const t = useTranslations('editor.conflict');
  const words = useTranslations('shared');
  const { store, actions, saver } = useEditorParts();
  const isOpen = useEditor(({ save }) => save.kind === 'conflict');
  const [failure, setFailure] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const resolve = async (choice: 'mine' | 'theirs') => {
    setBusy(true);
    setFailure(undefined);
    try {
      const { draft } = await api.get(`/flows/${store.getState().flowId}`, flowResource);
      if (choice === 'theirs') {
        saver.discard();
        actions.reset(draft.document);
      }
      saver.adopt(draft.revision, new Date(draft.updatedAt));
    } catch (error) {
      setFailure(error);
    }
    setBusy(false);
  };
  return (
    <Dialog
      isOpen={isOpen}
      title={t('title')}
      foot={
        <>
          <Button isBusy={isBusy} onClick={() => void resolve('theirs')}>
            {t('takeTheirs')}
          </Button>
          <Button kind="primary" isBusy={isBusy} onClick={() => void resolve('mine')}>
            {t('keepMine')}
          </Button>
        </>
      }
    >
      <p className="text-ink-2">{t('body')}</p>
      {failure !== undefined && (
        <p role="alert" className="mt-3 text-danger">
          {words(`failure.${failureKind(failure)}`)}
        </p>
      )}
    </Dialog>
  );
};
