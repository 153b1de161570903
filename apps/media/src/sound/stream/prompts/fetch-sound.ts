import { createOutboundClient, type OutboundResponse } from '@callwright/outbound';
import { AppError, type ErrorCode, toAppError } from '@callwright/protocol';
import type { Clock } from '../../../platform/clock.js';

/** How sound is fetched. */
export type SoundFetcherOptions = {
  /** Whether loopback and private addresses may be asked. */
  readonly allowPrivate: boolean;
  readonly clock: Clock;
  /** Default 20 MB. */
  readonly maxBytes?: number;
  /** For everything together, redirects included. Default 10 000. */
  readonly timeoutMs?: number;
};

/** What says whether a file has changed (RFC 9110 §8.8). */
export type SoundValidators = { readonly etag: string | null; readonly lastModified: string | null };

/** A file and how it may be kept. */
export type FetchedSound = SoundValidators & {
  readonly bytes: Uint8Array;
  /** How long it need not be asked for again; null when it may not be kept at all. */
  readonly freshMs: number | null;
};

/** Fetches sound from other people's servers. */
export type SoundFetcher = {
  /**
   * The file at an address.
   * @param known what is at hand already: answered by how long that is good for when it has not changed
   * @throws AppError `media.promptRefused`, `media.promptMissing`, `media.promptUnreadable`; an abort rejects with its reason
   */
  readonly fetch: (
    url: string,
    signal: AbortSignal,
    known?: SoundValidators,
  ) => Promise<FetchedSound | { readonly bytes: null; readonly freshMs: number | null }>;
  /** Ends what is under way. Idempotent, never throws. */
  readonly close: () => Promise<void>;
};

const MAX_BYTES = 20 * 1024 * 1024;
const TIMEOUT_MS = 10_000;
const EVERY_ADDRESS = ['0.0.0.0/0', '::/0'];
/** What a server says nothing of is good for a minute, and nothing for more than an hour. */
const DEFAULT_FRESH_S = 60;
const LONGEST_FRESH_S = 3600;

/** Makes what fetches sound, through the one client for servers that are not ours. */
export function createSoundFetcher(options: SoundFetcherOptions): SoundFetcher {
  const { allowPrivate, clock, maxBytes = MAX_BYTES, timeoutMs = TIMEOUT_MS } = options;
  const client = createOutboundClient({ clock, allowPrivate: allowPrivate ? EVERY_ADDRESS : [] });
  const ask = async (url: string, known: SoundValidators, signal: AbortSignal): Promise<OutboundResponse> => {
    try {
      const headers = [
        { name: 'accept', value: 'audio/*' },
        ...(known.etag === null ? [] : [{ name: 'if-none-match', value: known.etag }]),
        ...(known.lastModified === null ? [] : [{ name: 'if-modified-since', value: known.lastModified }]),
      ];
      return await client.send({ method: 'GET', url, headers, timeoutMs, maxBytes }, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw asPromptError(toAppError(error));
    }
  };
  return {
    fetch: async (url, signal, known = { etag: null, lastModified: null }) => {
      const { status, body, headers } = await ask(url, known, signal);
      const freshMs = freshnessOf(headers['cache-control'] ?? '', headers.age ?? '');
      if (status === 304 && (known.etag ?? known.lastModified) !== null) return { bytes: null, freshMs };
      if (status !== 200)
        throw new AppError('media.promptMissing', `The server has no such recording (status ${status}).`);
      return { bytes: body, etag: headers.etag ?? null, lastModified: headers['last-modified'] ?? null, freshMs };
    },
    close: () => client.close(),
  };
}

/** RFC 9111 §5.2.2 and §5.1, as far as they matter to a cache that only we hear. */
function freshnessOf(cacheControl: string, age: string): number | null {
  if (/\bno-store\b/i.test(cacheControl)) return null;
  if (/\bno-cache\b/i.test(cacheControl)) return 0;
  const maxAge = /\bmax-age\s*=\s*"?(\d{1,10})/i.exec(cacheControl)?.[1];
  if (maxAge === undefined) return DEFAULT_FRESH_S * 1000;
  const ageS = /^\d{1,10}$/.test(age) ? Number(age) : 0;
  return Math.min(LONGEST_FRESH_S, Math.max(0, Number(maxAge) - ageS)) * 1000;
}

/** What each failure of a request means for a recording; all others: it is not there. */
const meanings: Partial<Record<ErrorCode, ErrorCode>> = {
  'http.badUrl': 'media.promptRefused',
  'http.refusedAddress': 'media.promptRefused',
  'http.tooManyRedirects': 'media.promptRefused',
  'http.tooLarge': 'media.promptUnreadable',
};

const asPromptError = (cause: AppError): AppError =>
  new AppError(meanings[cause.code] ?? 'media.promptMissing', `The recording: ${cause.message}`, { cause });
