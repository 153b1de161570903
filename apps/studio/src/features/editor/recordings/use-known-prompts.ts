'use client';

import { useEffect } from 'react';
import type { EditorStore } from '../editor-store';
import { usePrompts } from './use-prompts';

/** Tells an editor which recordings there are, for its check. More than fit into one answer are not told. */
export const useKnownPrompts = (store: EditorStore): void => {
  const { data } = usePrompts();
  useEffect(() => {
    if (data?.nextCursor === null) store.setState({ prompts: data.items.map(({ id }) => id) });
  }, [store, data]);
};
