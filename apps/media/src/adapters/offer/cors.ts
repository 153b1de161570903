import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';

/** Says whether pages of an origin may read our answers; `host` is what the request was sent to. */
export type IsReadableBy = (origin: string, host: string | undefined) => boolean;

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Pages that may call: those listed, or any with `*`. Where none are listed: pages of our own, of this very address, and of
 * this machine.
 */
export const readableBy = (listed: readonly string[], own: readonly string[]): IsReadableBy => {
  if (listed.length > 0) return (origin) => listed.includes('*') || listed.includes(origin);
  return (origin, host) => own.includes(origin) || isLoopback(origin) || hostOf(origin) === host;
};

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null);

const isLoopback = (origin: string): boolean => URL.canParse(origin) && LOOPBACK.has(new URL(origin).hostname);

/** Headers of spec 4 §A, "CORS"; none for a request without an origin, or from one that is not allowed. */
export const corsHeaders = ({ headers }: IncomingMessage, isReadable: IsReadableBy): OutgoingHttpHeaders => {
  const { origin, host } = headers;
  if (origin === undefined || !isReadable(origin, host)) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': 'Content-Type',
    vary: 'Origin',
  };
};
