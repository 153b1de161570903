'use client';

import { type PromptResource, page, promptResource } from '@callwright/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../shared/api/client';
import { uploadOf } from '../../settings/prompt-file';

/** How the address of an uploaded recording begins. */
export const RECORDING = 'prompt:';

const MOST = 200;

/** Recordings that were uploaded. */
export const usePrompts = () =>
  useQuery({
    queryKey: ['prompts'],
    queryFn: ({ signal }) => api.get('/prompts', page(promptResource), { signal, query: { limit: MOST } }),
  });

/** A recording by the address a step has for it; undefined for other addresses and while they are read. */
export const useRecording = (url: string): PromptResource | undefined => {
  const { data } = usePrompts();
  return url.startsWith(RECORDING) ? data?.items.find(({ id }) => id === url.slice(RECORDING.length)) : undefined;
};

/** Uploads a sound file of any kind calls can play. */
export const useUploadPrompt = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (file: File) =>
      api.upload('/prompts', uploadOf(file), promptResource, { query: { name: plainName(file.name) } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['prompts'] }),
  });
};

const plainName = (fileName: string): string =>
  fileName.replace(/\.[^.]+$/, '').slice(0, 120) || fileName.slice(0, 120);
