'use client';

import { flowId, flowResource, flowVersionDetail } from '@callwright/protocol';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../../shared/api/client';
import { documentOf, type EditorStore } from '../editor-store';
import { type FindFlow, keysCalledBy, loadFlowLibrary, readFlowKey } from './load-flow-library';

const STALE_MS = 60_000;

/** Keeps the flows that the draft calls at hand: for its check and its test calls. */
export const useFlowLibrary = (store: EditorStore): void => {
  const queries = useQueryClient();
  useEffect(() => {
    let wanted = '';
    let isOver = false;
    const load = () => {
      const state = store.getState();
      const { flow } = documentOf(state);
      const keys = keysCalledBy(flow, state.definitions).join('\n');
      if (keys === wanted) return;
      wanted = keys;
      void loadFlowLibrary(flow, state.definitions, finder(queries)).then((library) => {
        if (!isOver && wanted === keys) store.setState({ library });
      });
    };
    load();
    const stop = store.subscribe((state, before) => {
      if (documentOf(state).flow.nodes !== documentOf(before).flow.nodes) load();
    });
    return () => {
      isOver = true;
      stop();
    };
  }, [store, queries]);
};

// A flow that cannot be read is as good as none: the check says so where it is called.
const finder =
  (queries: QueryClient): FindFlow =>
  async (key) => {
    const { flowId: id, version } = readFlowKey(key);
    if (!flowId.safeParse(id).success) return null;
    try {
      const number = version ?? (await latestVersion(queries, id));
      if (number === null) return null;
      const { document } = await queries.fetchQuery({
        queryKey: ['flows', id, 'versions', number],
        queryFn: ({ signal }) => api.get(`/flows/${id}/versions/${number}`, flowVersionDetail, { signal }),
        staleTime: Number.POSITIVE_INFINITY,
      });
      return document.flow;
    } catch {
      return null;
    }
  };

const latestVersion = async (queries: QueryClient, id: string): Promise<number | null> => {
  const { publishedVersion } = await queries.fetchQuery({
    queryKey: ['flows', id, 'called'],
    queryFn: ({ signal }) => api.get(`/flows/${id}`, flowResource, { signal }),
    staleTime: STALE_MS,
  });
  return publishedVersion;
};
