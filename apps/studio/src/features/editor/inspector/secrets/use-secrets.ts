'use client';

import { page } from '@callwright/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../../../../shared/api/client';

const secretResource = z.object({ name: z.string(), updatedAt: z.string() });
const MOST = 200;

/** Names of the workspace's secrets; an error for those who may not see them. */
export const useSecrets = () =>
  useQuery({
    queryKey: ['secrets'],
    queryFn: ({ signal }) => api.get('/secrets', page(secretResource), { signal, query: { limit: MOST } }),
    retry: false,
  });

/** Stores a secret; its value is never shown again. */
export const useStoreSecret = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name, value }: { readonly name: string; readonly value: string }) =>
      api.put(`/secrets/${encodeURIComponent(name)}`, { value }, z.unknown()),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['secrets'] }),
  });
};
