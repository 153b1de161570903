import type { CallOutcome, CallSummary } from '@callwright/protocol';

/** The views of the list. */
export const callViews = ['all', 'live', 'completed', 'hungUp', 'notReached', 'failed'] as const;
/** One of them. */
export type CallView = (typeof callViews)[number];

/** What the list shows. */
export type CallFilter = {
  readonly view: CallView;
  /** Of one flow; null for all. */
  readonly flowId: string | null;
  /** Marked by the flow with this, as `name:value`; null for all. */
  readonly tag: string | null;
  /** Part of a number, a name, or of what was said; empty for everything. */
  readonly search: string;
};

// What the api takes.
const TAG = /^[^:]{1,64}:.{0,256}$/s;

/** What a flow marked a call with, each as `name:value`. */
export const tagsOf = ({ tags }: Pick<CallSummary, 'tags'>): readonly string[] =>
  Object.entries(tags).map(([name, value]) => `${name}:${value}`);

/** Reads a filter from an address; what makes no sense there is everything. */
export const parseFilter = (params: URLSearchParams): CallFilter => ({
  view: callViews.find((view) => view === params.get('view')) ?? 'all',
  flowId: params.get('flow') || null,
  tag: TAG.test(params.get('tag') ?? '') ? params.get('tag') : null,
  search: params.get('q') ?? '',
});

/** A filter as an address has it: only what differs from everything. */
export const formatFilter = ({ view, flowId, tag, search }: CallFilter): string => {
  const params = new URLSearchParams();
  if (view !== 'all') params.set('view', view);
  if (flowId) params.set('flow', flowId);
  if (tag) params.set('tag', tag);
  if (search) params.set('q', search);
  return params.toString();
};

/** The api's query for a filter. */
export const queryOf = ({ view, flowId, tag, search }: CallFilter) => ({
  status: view === 'live' ? 'live' : view === 'all' ? undefined : 'ended',
  outcome: OUTCOMES_OF_VIEW[view]?.join(','),
  flow: flowId ?? undefined,
  tag: tag ?? undefined,
  q: search.trim() === '' ? undefined : search.trim(),
});

const OUTCOMES_OF_VIEW: Record<CallView, readonly CallOutcome[] | undefined> = {
  all: undefined,
  live: undefined,
  completed: ['completed'],
  hungUp: ['abandoned'],
  notReached: ['busy', 'noAnswer', 'rejected', 'canceled'],
  failed: ['failed'],
};

/** Whether a call belongs into a view. What was said is known to the api alone, so a search is not looked at. */
export const belongs = (call: CallSummary, { view, flowId, tag }: CallFilter): boolean => {
  if (flowId !== null && call.flow?.flowId !== flowId) return false;
  if (tag !== null && !tagsOf(call).includes(tag)) return false;
  if (view === 'all') return true;
  if (view === 'live') return call.status === 'live';
  return call.status === 'ended' && call.outcome !== null && OUTCOMES_OF_VIEW[view]?.includes(call.outcome) === true;
};

/**
 * Pages of a list after news of a call: its row is changed where it stands, taken out where it no longer belongs,
 * and put on top where it is new. Of a search only rows that are there change. Pages that stay are the same objects.
 */
export const withCall = <Page extends { readonly items: readonly CallSummary[] }>(
  pages: readonly Page[],
  call: CallSummary,
  filter: CallFilter,
): readonly Page[] => {
  const isKnown = pages.some(({ items }) => items.some(({ id }) => id === call.id));
  const stays = belongs(call, filter);
  if (!isKnown) {
    const [first, ...rest] = pages;
    if (!stays || filter.search.trim() !== '' || !first) return pages;
    return [{ ...first, items: insertByTime(first.items, call) }, ...rest];
  }
  return pages.map((page) => {
    if (!page.items.some(({ id }) => id === call.id)) return page;
    const items = page.items.flatMap((item) => (item.id === call.id ? (stays ? [call] : []) : [item]));
    return { ...page, items };
  });
};

const insertByTime = (items: readonly CallSummary[], call: CallSummary): readonly CallSummary[] => {
  const at = items.findIndex(({ startedAt }) => startedAt <= call.startedAt);
  return at === -1 ? [...items, call] : items.toSpliced(at, 0, call);
};
