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

/** Fetches sound from other people's servers. */
export type SoundFetcher = {
  /**
   * The file at an address.
   * @throws AppError `media.promptRefused`, `media.promptMissing`, `media.promptUnreadable`; an abort rejects with its reason
   */
  readonly fetch: (url: string, signal: AbortSignal) => Promise<Uint8Array>;
  /** Ends what is under way. Idempotent, never throws. */
  readonly close: () => Promise<void>;
};

const MAX_BYTES = 20 * 1024 * 1024;
const TIMEOUT_MS = 10_000;
const EVERY_ADDRESS = ['0.0.0.0/0', '::/0'];

/** Makes what fetches sound, through the one client for servers that are not ours. */
export function createSoundFetcher(options: SoundFetcherOptions): SoundFetcher {
  const { allowPrivate, clock, maxBytes = MAX_BYTES, timeoutMs = TIMEOUT_MS } = options;
  const client = createOutboundClient({ clock, allowPrivate: allowPrivate ? EVERY_ADDRESS : [] });
  const ask = async (url: string, signal: AbortSignal): Promise<OutboundResponse> => {
    try {
      const headers = [{ name: 'accept', value: 'audio/*' }];
      return await client.send({ method: 'GET', url, headers, timeoutMs, maxBytes }, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw asPromptError(toAppError(error));
    }
  };
  return {
    fetch: async (url, signal) => {
      const { status, body } = await ask(url, signal);
      if (status === 200) return body;
      throw new AppError('media.promptMissing', `The server has no such recording (status ${status}).`);
    },
    close: () => client.close(),
  };
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
