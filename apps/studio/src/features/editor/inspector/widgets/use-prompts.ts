'use client';

import { page, promptResource } from '@callwright/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../../shared/api/client';
import { wavOf } from './wav-of';

const MOST = 200;

/** Recordings that were uploaded. */
export const usePrompts = () =>
  useQuery({
    queryKey: ['prompts'],
    queryFn: ({ signal }) => api.get('/prompts', page(promptResource), { signal, query: { limit: MOST } }),
  });

/** Uploads a sound file of any kind the browser can read, as WAV. */
export const useUploadPrompt = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (file: File) =>
      api.upload('/prompts', await wavOf(file), promptResource, { query: { name: plainName(file.name) } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['prompts'] }),
  });
};

const plainName = (fileName: string): string =>
  fileName.replace(/\.[^.]+$/, '').slice(0, 120) || fileName.slice(0, 120);
