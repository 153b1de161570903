'use client';

import { savedDraft } from '@callwright/protocol';
import { useEffect } from 'react';
import { api } from '../../shared/api/client';
import { DraftSaver } from './draft-saver';
import { documentOf, type EditorStore } from './editor-store';

// fetch refuses larger bodies for requests that outlive their page.
const MAX_KEEPALIVE_BYTES = 60_000;

/** What stores the draft of a flow. */
export const createDraftSaver = (store: EditorStore, revision: number): DraftSaver => {
  const { flowId, save } = store.getState();
  return new DraftSaver({
    revision,
    savedAt: save.kind === 'saved' ? save.at : new Date(0),
    onState: (state) => store.setState({ save: state }),
    save: (over, document, { keepalive }) => {
      const body = { revision: over, document };
      const isSmall = JSON.stringify(body).length < MAX_KEEPALIVE_BYTES;
      return api.put(`/flows/${flowId}/draft`, body, savedDraft, { keepalive: keepalive && isSmall });
    },
  });
};

/** Stores every change while the editor is shown, and what is left when it is left. */
export const useDraftSaving = (store: EditorStore, saver: DraftSaver): void => {
  useEffect(() => {
    saver.open();
    const stop = store.subscribe((state, before) => {
      if (documentOf(state) !== documentOf(before)) saver.change(documentOf(state));
    });
    return () => {
      stop();
      // The failure is shown on the next visit: the draft there is the stored one.
      saver
        .flush()
        .catch(() => undefined)
        .finally(() => saver.close());
    };
  }, [store, saver]);

  useEffect(() => {
    const onBeforeUnload = (event: BeforeUnloadEvent) => {
      if (saver.isDirty) event.preventDefault();
    };
    const onPageHide = () => {
      saver.flush({ keepalive: true }).catch(() => undefined);
    };
    // The line is back, or whoever was signed out comes back from signing in.
    const onReturn = () => {
      saver.flush().catch(() => undefined);
    };
    window.addEventListener('beforeunload', onBeforeUnload);
    window.addEventListener('pagehide', onPageHide);
    window.addEventListener('online', onReturn);
    window.addEventListener('focus', onReturn);
    return () => {
      window.removeEventListener('beforeunload', onBeforeUnload);
      window.removeEventListener('pagehide', onPageHide);
      window.removeEventListener('online', onReturn);
      window.removeEventListener('focus', onReturn);
    };
  }, [saver]);
};
