import {
  apiKeyResource,
  type CreateApiKey,
  type CreateEndpoint,
  endpointResource,
  flowSummary,
  page,
  promptResource,
  type UpdateEndpoint,
} from '@callwright/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../shared/api/client';
import { uploadOf } from './prompt-file';

const LIMIT = { limit: 200 };

const endpoints = page(endpointResource);
const keys = page(apiKeyResource);
const prompts = page(promptResource);
const flows = page(flowSummary);

/** The lines, by the order they were made. */
export const useLines = () =>
  useQuery({
    queryKey: ['endpoints'],
    queryFn: ({ signal }) => api.get('/endpoints', endpoints, { query: LIMIT, signal }),
  });

/** The flows a line may lead to. */
export const useFlows = () =>
  useQuery({
    queryKey: ['flows', 'names'],
    queryFn: ({ signal }) => api.get('/flows', flows, { query: LIMIT, signal }),
  });

/** Making, changing and deleting lines; the list is read anew after each. */
export const useLineChanges = () => {
  const isChanged = useReread(['endpoints'], ['flows']);
  return {
    create: useMutation({
      mutationFn: (line: CreateEndpoint) => api.post('/endpoints', line, endpointResource),
      onSuccess: isChanged,
    }),
    update: useMutation({
      mutationFn: ({ id, change }: { readonly id: string; readonly change: UpdateEndpoint }) =>
        api.patch(`/endpoints/${encodeURIComponent(id)}`, change, endpointResource),
      onSuccess: isChanged,
    }),
    remove: useMutation({
      mutationFn: (id: string) => api.delete(`/endpoints/${encodeURIComponent(id)}`),
      onSuccess: isChanged,
    }),
  };
};

/** The keys of programs, without what makes them keys. */
export const useKeys = () =>
  useQuery({ queryKey: ['api-keys'], queryFn: ({ signal }) => api.get('/api-keys', keys, { query: LIMIT, signal }) });

/** Making and deleting keys. */
export const useKeyChanges = () => {
  const isChanged = useReread(['api-keys']);
  return {
    create: useMutation({
      mutationFn: (key: CreateApiKey) => api.post('/api-keys', key, apiKeyResource),
      onSuccess: isChanged,
    }),
    remove: useMutation({
      mutationFn: (id: string) => api.delete(`/api-keys/${encodeURIComponent(id)}`),
      onSuccess: isChanged,
    }),
  };
};

/** The uploaded recordings. */
export const usePrompts = () =>
  useQuery({ queryKey: ['prompts'], queryFn: ({ signal }) => api.get('/prompts', prompts, { query: LIMIT, signal }) });

/** Uploading and deleting recordings. */
export const usePromptChanges = () => {
  const isChanged = useReread(['prompts']);
  return {
    upload: useMutation({
      mutationFn: ({ name, file }: { readonly name: string; readonly file: File }) =>
        api.upload('/prompts', uploadOf(file), promptResource, { query: { name } }),
      onSuccess: isChanged,
    }),
    remove: useMutation({
      mutationFn: (id: string) => api.delete(`/prompts/${encodeURIComponent(id)}`),
      onSuccess: isChanged,
    }),
  };
};

const useReread = (...queryKeys: readonly string[][]) => {
  const queries = useQueryClient();
  return () => Promise.all(queryKeys.map((queryKey) => queries.invalidateQueries({ queryKey })));
};
