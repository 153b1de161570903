import { page, promptResource } from '@callwright/protocol';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../shared/api/client';

const prompts = page(promptResource);

/** Names what a step plays: an uploaded recording by its name, a file elsewhere by its file's; null when not known. */
export const usePlayedName = (played: string): string | null => {
  const promptId = /^prompt:(.+)$/.exec(played)?.[1];
  const { data } = useQuery({
    queryKey: ['prompts'],
    queryFn: ({ signal }) => api.get('/prompts', prompts, { query: { limit: 200 }, signal }),
    enabled: promptId !== undefined,
    staleTime: 60_000,
  });
  if (promptId === undefined) return nameOfAddress(played);
  return data?.items.find(({ id }) => id === promptId)?.name ?? null;
};

/**
 * `https://files.test/a/closed%20now.wav?v=2` is `closed now`; what has no file name has no name. Tones are `aTone` and
 * what the caller has recorded is `theMessage`, for which the texts have words.
 */
export const nameOfAddress = (address: string): string | null => {
  if (address.startsWith('tone:')) return 'aTone';
  if (address.startsWith('recording:')) return 'theMessage';
  const file = address.split(/[?#]/)[0]?.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(file).replace(/\.[a-z0-9]{1,5}$/i, '') || null;
  } catch {
    // A stray percent sign; the name as it stands is better than none.
    return file;
  }
};
