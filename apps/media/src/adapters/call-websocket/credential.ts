import type { IncomingMessage } from 'node:http';

/** The key or token of a request: `?token=`, or a bearer's header; null when there is none. */
export const credentialOf = ({ headers }: IncomingMessage, url: URL): string | null =>
  url.searchParams.get('token') ?? /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? null;
