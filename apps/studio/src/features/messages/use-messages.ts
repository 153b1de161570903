'use client';

import { messageResource, page } from '@callwright/protocol';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../shared/api/client';
import { useLiveEvents } from '../../shared/api/live-events';

const MESSAGES_A_PAGE = 50;

/** What callers left, newest first, page by page; read anew when a call is over. */
export const useMessages = (isUnheardOnly: boolean) => {
  const queries = useQueryClient();
  useLiveEvents((event) => {
    const mayBeNew = event.type === 'hello' || (event.type === 'call' && event.call.status === 'ended');
    if (mayBeNew) void queries.invalidateQueries({ queryKey: ['messages'] });
  });
  return useInfiniteQuery({
    queryKey: ['messages', isUnheardOnly],
    queryFn: ({ signal, pageParam }) =>
      api.get('/messages', page(messageResource), {
        signal,
        query: { limit: MESSAGES_A_PAGE, cursor: pageParam, read: isUnheardOnly ? 'false' : undefined },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
};
