'use client';

import {
  type CreateNumber,
  type CreateSipUser,
  type CreateTrunk,
  type DialPolicy,
  dialExplanation,
  dialPolicyResource,
  numberResource,
  type Page,
  type PlaceCall,
  page,
  placedCallResource,
  type SipUserResource,
  sipUserResource,
  type TrunkResource,
  trunkReportResource,
  trunkResource,
  type UpdateNumber,
  type UpdateSipUser,
  type UpdateTrunk,
} from '@callwright/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../shared/api/client';
import { useLiveEvents } from '../../shared/api/live-events';
import { withPhones, withTrunkState } from './live-state';

const LIMIT = { limit: 200 };
const NUMBERS = ['numbers'];
const TRUNKS = ['trunks'];
const PHONES = ['sip-users'];
const POLICY = ['dial-policy'];

const numbers = page(numberResource);
const trunks = page(trunkResource);
const sipUsers = page(sipUserResource);

const pathOf = (list: string, id: string): string => `/${list}/${encodeURIComponent(id)}`;

/** The numbers, in the order in which they are tried. */
export const useNumbers = () =>
  useQuery({ queryKey: NUMBERS, queryFn: ({ signal }) => api.get('/numbers', numbers, { signal }) });

/** Making, changing and deleting numbers. */
export const useNumberChanges = () => {
  // A trunk tells how many numbers lead in by it.
  const onSuccess = useReread(NUMBERS, TRUNKS);
  return {
    create: useMutation({
      mutationFn: (number: CreateNumber) => api.post('/numbers', number, numberResource),
      onSuccess,
    }),
    update: useMutation({
      mutationFn: ({ id, change }: { readonly id: string; readonly change: UpdateNumber }) =>
        api.patch(pathOf('numbers', id), change, numberResource),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: (id: string) => api.delete(pathOf('numbers', id)), onSuccess }),
  };
};

/** The trunks, and how each fares, kept true by live events. */
export const useTrunks = () => {
  const queries = useQueryClient();
  useLiveEvents((event) => {
    if (event.type === 'hello') void queries.invalidateQueries({ queryKey: TRUNKS });
    if (event.type !== 'trunk') return;
    queries.setQueryData<Page<TrunkResource>>(TRUNKS, (known) => known && withTrunkState(known, event));
  });
  return useQuery({
    queryKey: TRUNKS,
    queryFn: ({ signal }) => api.get('/trunks', trunks, { query: LIMIT, signal }),
  });
};

/** Making, changing and deleting trunks. */
export const useTrunkChanges = () => {
  const onSuccess = useReread(TRUNKS, NUMBERS);
  return {
    create: useMutation({
      mutationFn: (trunk: CreateTrunk) => api.post('/trunks', trunk, trunkResource),
      onSuccess,
    }),
    update: useMutation({
      mutationFn: ({ id, change }: { readonly id: string; readonly change: UpdateTrunk }) =>
        api.patch(pathOf('trunks', id), change, trunkResource),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: (id: string) => api.delete(pathOf('trunks', id)), onSuccess }),
  };
};

/** Has a trunk looked at; takes up to half a minute. */
export const examineTrunk = (id: string, signal: AbortSignal) =>
  api.post(`${pathOf('trunks', id)}/examine`, {}, trunkReportResource, { signal });

/** Who may register a telephone, and where they can be reached now, kept true by live events. */
export const usePhones = () => {
  const queries = useQueryClient();
  useLiveEvents((event) => {
    if (event.type === 'hello') void queries.invalidateQueries({ queryKey: PHONES });
    if (event.type !== 'sipUser') return;
    queries.setQueryData<Page<SipUserResource>>(PHONES, (known) => known && withPhones(known, event));
  });
  return useQuery({
    queryKey: PHONES,
    queryFn: ({ signal }) => api.get('/sip-users', sipUsers, { query: LIMIT, signal }),
  });
};

/** Making, changing and deleting those who have telephones. The password is only in what `create` and `renew` answer. */
export const usePhoneChanges = () => {
  const onSuccess = useReread(PHONES);
  return {
    create: useMutation({
      mutationFn: (user: CreateSipUser) => api.post('/sip-users', user, sipUserResource),
      onSuccess,
    }),
    update: useMutation({
      mutationFn: ({ id, change }: { readonly id: string; readonly change: UpdateSipUser }) =>
        api.patch(pathOf('sip-users', id), change, sipUserResource),
      onSuccess,
    }),
    renew: useMutation({
      mutationFn: (id: string) => api.post(`${pathOf('sip-users', id)}/password`, {}, sipUserResource),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: (id: string) => api.delete(pathOf('sip-users', id)), onSuccess }),
  };
};

/** Whom the workspace may call. */
export const useDialPolicy = () =>
  useQuery({ queryKey: POLICY, queryFn: ({ signal }) => api.get('/dial-policy', dialPolicyResource, { signal }) });

/** Sets whom the workspace may call. */
export const useDialPolicyChange = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (policy: DialPolicy) => api.put('/dial-policy', policy, dialPolicyResource),
    onSuccess: (saved) => queries.setQueryData(POLICY, saved),
  });
};

/** Whether a number may be called, and which rule says so. Nothing is called. */
export const useDialExplanation = () =>
  useMutation({ mutationFn: (number: string) => api.post('/dial-policy/explain', { number }, dialExplanation) });

/** Has somebody called. */
export const usePlacedCall = () =>
  useMutation({ mutationFn: (order: PlaceCall) => api.post('/calls', order, placedCallResource) });

const useReread = (...queryKeys: readonly string[][]) => {
  const queries = useQueryClient();
  return () => Promise.all(queryKeys.map((queryKey) => queries.invalidateQueries({ queryKey })));
};
