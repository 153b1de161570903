import { QueryClient } from '@tanstack/react-query';
import { ApiFailure } from './api-failure';

/** Keeps what was read. A refusal is not asked again; silence is, twice. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) => error instanceof ApiFailure && error.isOffline && count < 2,
      },
    },
  });
