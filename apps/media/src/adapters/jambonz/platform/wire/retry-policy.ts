/** What a connection came to nothing by: an HTTP status instead of 101, no connection, or no answer in time. */
export type ConnectFailure = number | 'connection' | 'timeout';

/** How often, and after what, an application is dialled again. */
export type RetryPolicy = {
  readonly maxRetries: number;
  readonly isWorthRetrying: (failure: ConnectFailure) => boolean;
};

const DEFAULT_RETRIES = 5;
const MAX_RETRIES = 5;

/** The address to dial, and the policy its hash asks for: `#rc=<retries>&rp=4xx,5xx,ct,rt,all` (spec 2 §1). */
export const parseRetryPolicy = (text: string): { readonly url: URL; readonly policy: RetryPolicy } => {
  const url = new URL(text);
  const asked = new URLSearchParams(url.hash.slice(1));
  url.hash = '';
  const count = Number.parseInt(asked.get('rc') ?? '', 10);
  const kinds = new Set((asked.get('rp') ?? 'ct').split(',').map((kind) => kind.trim().toLowerCase()));
  return {
    url,
    policy: {
      maxRetries: Number.isNaN(count) ? DEFAULT_RETRIES : Math.min(Math.max(count, 0), MAX_RETRIES),
      isWorthRetrying: (failure) => kinds.has('all') || kinds.has(kindOf(failure)),
    },
  };
};

const kindOf = (failure: ConnectFailure): string => {
  if (failure === 'connection') return 'ct';
  if (failure === 'timeout') return 'rt';
  return `${Math.trunc(failure / 100)}xx`;
};

const FIRST_PAUSE_MS = 500;
const DOUBLED_UP_TO_MS = 2_000;
const LATER_STEP_MS = 2_000;

/** How long to wait before a try: 500 ms, doubling up to 2 s, then 2 s more each time. @param retry 1 is the first */
export const pauseBeforeRetry = (retry: number): number => {
  const doubled = FIRST_PAUSE_MS * 2 ** (retry - 1);
  if (doubled <= DOUBLED_UP_TO_MS) return doubled;
  const doublings = Math.log2(DOUBLED_UP_TO_MS / FIRST_PAUSE_MS) + 1;
  return DOUBLED_UP_TO_MS + (retry - doublings) * LATER_STEP_MS;
};
