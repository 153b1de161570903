import { type RefObject, useEffect, useRef } from 'react';
import { useEditorParts } from '../editor-context';

/** Puts the cursor into the first field of a step that was just added. @returns where the fields stand */
export const useFreshFocus = (nodeId: string): RefObject<HTMLDivElement | null> => {
  const { store } = useEditorParts();
  const form = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (store.getState().freshNodeId !== nodeId) return;
    store.setState({ freshNodeId: null });
    form.current?.querySelector<HTMLElement>('textarea, input, select')?.focus({ preventScroll: true });
  }, [nodeId, store]);
  return form;
};
