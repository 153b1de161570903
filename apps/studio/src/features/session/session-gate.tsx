'use client';

import { usePathname, useRouter } from 'next/navigation';
import { type ReactNode, useEffect } from 'react';
import { hasCode } from '../../shared/api/api-failure';
import { FailureNote } from '../../shared/ui/failure-note';
import { useMe } from './use-session';

/** Shows its pages to those who are signed in, and leads the others to sign in. */
export const SessionGate = ({ children }: { readonly children: ReactNode }) => {
  const { data, error, refetch } = useMe();
  const router = useRouter();
  const pathname = usePathname();
  const isStranger = hasCode(error, 'auth.required') || hasCode(error, 'auth.expired');
  useEffect(() => {
    if (isStranger) router.replace(`/sign-in?next=${encodeURIComponent(pathname)}`);
  }, [isStranger, pathname, router]);
  if (data) return children;
  if (error && !isStranger) return <FailureNote error={error} onRetry={() => void refetch()} />;
  return null;
};
