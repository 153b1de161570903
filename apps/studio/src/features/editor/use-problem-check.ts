'use client';

import { checkFlow } from '@callwright/flow-engine';
import { useEffect } from 'react';
import { documentOf, type EditorStore } from './editor-store';

const QUIET_MS = 150;

/** Checks the flow a moment after each change, so that typing in a large flow stays quick. */
export const useProblemCheck = (store: EditorStore): void => {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const check = () => {
      const state = store.getState();
      store.setState({ problems: checkFlow(documentOf(state).flow, [...state.definitions.values()]) });
    };
    const stop = store.subscribe((state, before) => {
      if (documentOf(state).flow === documentOf(before).flow) return;
      clearTimeout(timer);
      timer = setTimeout(check, QUIET_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [store]);
};
