'use client';

import { publicConfig } from '@callwright/protocol';
import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from 'react';
import { api } from './client';
import { LiveConnection, type LiveListener } from './live-connection';

const LiveContext = createContext<LiveConnection | undefined>(undefined);

/** What the studio needs to find the other parts. */
export const usePublicConfig = () =>
  useQuery({
    queryKey: ['config'],
    queryFn: ({ signal }) => api.get('/config', publicConfig, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Gives the pages inside it the api's live events. */
export const LiveEventsProvider = ({ children }: { readonly children: ReactNode }) => {
  const { data } = usePublicConfig();
  const connection = useMemo(
    () => (data ? new LiveConnection(new URL(data.eventsUrl, window.location.href).href) : undefined),
    [data],
  );
  return <LiveContext value={connection}>{children}</LiveContext>;
};

/**
 * Hears every live event while the component is shown.
 * @param listener may change between renders
 * @param callId also asks for the journal lines of this call
 */
export const useLiveEvents = (listener: LiveListener, callId?: string): void => {
  const connection = useContext(LiveContext);
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => connection?.listen((event) => latest.current(event)), [connection]);
  useEffect(() => (callId === undefined ? undefined : connection?.watch(callId)), [connection, callId]);
};
