import {
  type CallResource,
  type CallSummary,
  callResource,
  callSummary,
  type FlowDocument,
  type FlowSummary,
  flowSummary,
  type Page,
  page,
} from '@callwright/protocol';
import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api } from '../../shared/api/client';
import { useLiveEvents } from '../../shared/api/live-events';
import { type CallFilter, queryOf, withCall } from './list/call-filter';

const CALLS_A_PAGE = 50;
// How far a conversion is, nobody tells.
const CONVERSION_REREAD_MS = 2_000;
// Lines come many a second; the call is read anew at most this often.
const REREAD_MS = 1_000;

const callsPage = page(callSummary);
const flowsPage = page(flowSummary);

/** Pages of calls, newest first, kept true by live events. */
export const useCalls = (filter: CallFilter) => {
  const queries = useQueryClient();
  const key = ['calls', filter];
  const query = useInfiniteQuery({
    queryKey: key,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.get('/calls', callsPage, { query: { ...queryOf(filter), limit: CALLS_A_PAGE, cursor: pageParam }, signal }),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: (before) => before,
  });
  useLiveEvents((event) => {
    if (event.type === 'hello') void queries.invalidateQueries({ queryKey: key });
    if (event.type !== 'call') return;
    queries.setQueryData<InfiniteData<Page<CallSummary>>>(
      key,
      (known) => known && { ...known, pages: [...withCall(known.pages, event.call, filter)] },
    );
  });
  return query;
};

/** One call with all that is known of it, read anew while it runs. */
export const useCall = (callId: string) => {
  const queries = useQueryClient();
  const query = useQuery<CallResource>({
    queryKey: ['call', callId],
    queryFn: ({ signal }) => api.get(`/calls/${encodeURIComponent(callId)}`, callResource, { signal }),
    refetchInterval: ({ state }) => (isBeingConverted(state.data) ? CONVERSION_REREAD_MS : false),
  });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const reread = () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void queries.invalidateQueries({ queryKey: ['call', callId] });
    }, REREAD_MS);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  useLiveEvents((event) => {
    if (event.type === 'hello' && query.data?.status === 'live') reread();
    if (event.type === 'call' && event.call.id === callId) reread();
    if (event.type === 'lines' && event.callId === callId && query.data?.status !== 'ended') reread();
    if (event.type === 'recording' && event.callId === callId) reread();
  });
  return query;
};

const isBeingConverted = (call: CallResource | undefined): boolean => {
  const conversion = call?.recording?.conversion;
  return conversion ? conversion.status !== 'failed' : false;
};

/** The flow a call runs, exactly as it runs; it does not change while it does. */
export const useCallDocument = (callId: string): FlowDocument | null => {
  const { data } = useQuery<CallResource>({
    queryKey: ['call-document', callId],
    queryFn: ({ signal }) => api.get(`/calls/${encodeURIComponent(callId)}`, callResource, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data?.document ?? null;
};

/** The flows, by name; for filters. */
export const useFlowNames = () =>
  useQuery<Page<FlowSummary>>({
    queryKey: ['flows', 'names'],
    queryFn: ({ signal }) => api.get('/flows', flowsPage, { query: { limit: 200 }, signal }),
  });
