'use client';

import { type Me, me } from '@callwright/protocol';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../shared/api/client';
import { signIn, signOut } from './sign-in-request';

/** Who is signed in. Fails with `auth.required` when nobody is. */
export const useMe = () =>
  useQuery<Me>({
    queryKey: ['me'],
    queryFn: ({ signal }) => api.get('/me', me, { signal }),
    staleTime: 60_000,
  });

/** Signing in and out; both forget what was read for somebody else. */
export const useSession = () => {
  const queries = useQueryClient();
  return {
    signIn: async (email: string, password: string): Promise<void> => {
      await signIn(email, password);
      queries.clear();
    },
    signOut: async (): Promise<void> => {
      await signOut();
      queries.clear();
    },
  };
};
