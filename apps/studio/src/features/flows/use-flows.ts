'use client';

import {
  type CreateFlow,
  endpointResource,
  type FlowId,
  flowResource,
  flowSummary,
  flowTemplate,
  type ImportFlow,
  page,
} from '@callwright/protocol';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../shared/api/client';

const MOST = 200;
const FLOWS_A_PAGE = 50;

/** The flows of the workspace, last changed first, page by page. */
export const useFlows = () =>
  useInfiniteQuery({
    queryKey: ['flows', 'list'],
    queryFn: ({ signal, pageParam }) =>
      api.get('/flows', page(flowSummary), { signal, query: { limit: FLOWS_A_PAGE, cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

/** Flows to start from. */
export const useTemplates = () =>
  useQuery({
    queryKey: ['templates'],
    queryFn: ({ signal }) => api.get('/templates', page(flowTemplate), { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** What can be dialled. */
export const useEndpoints = () =>
  useQuery({
    queryKey: ['endpoints'],
    queryFn: ({ signal }) => api.get('/endpoints', page(endpointResource), { signal, query: { limit: MOST } }),
  });

/** Making, renaming, copying and deleting flows; each reads the list anew. */
export const useFlowCommands = () => {
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: ['flows', 'list'] });
  return {
    create: useMutation({ mutationFn: (flow: CreateFlow) => api.post('/flows', flow, flowResource), onSuccess }),
    importFile: useMutation({
      mutationFn: (file: ImportFlow) => api.post('/flows/import', file, flowResource),
      onSuccess,
    }),
    rename: useMutation({
      mutationFn: ({ id, name }: { readonly id: FlowId; readonly name: string }) =>
        api.patch(`/flows/${id}`, { name }, flowResource),
      onSuccess,
    }),
    duplicate: useMutation({
      mutationFn: (id: FlowId) => api.post(`/flows/${id}/duplicate`, {}, flowResource),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: (id: FlowId) => api.delete(`/flows/${id}`), onSuccess }),
  };
};
