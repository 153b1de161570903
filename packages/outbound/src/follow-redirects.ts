import type { IncomingMessage } from 'node:http';
import { AppError } from '@callwright/protocol';
import { type OutboundHeaders, parseTarget } from './request.js';

/** A request on its way through redirects. */
export type Hop = {
  readonly method: string;
  readonly url: URL;
  readonly headers: OutboundHeaders;
  readonly body: Uint8Array | null;
};

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** What another server may see of a request that was not meant for it; any other header may be a secret. */
const HARMLESS = new Set(['accept', 'accept-encoding', 'accept-language', 'content-type', 'user-agent']);

/**
 * Where an answer sends a request on to, or null when it is no redirect.
 * @throws AppError `http.badUrl` for an address that cannot be asked, `http.refusedAddress` for one that gives up encryption
 *   or would take the body to another server
 */
export function nextHop(hop: Hop, answer: IncomingMessage): Hop | null {
  const { statusCode = 0, headers } = answer;
  if (!REDIRECTS.has(statusCode) || headers.location === undefined) return null;
  const url = parseTarget(headers.location, hop.url);
  if (hop.url.protocol === 'https:' && url.protocol === 'http:')
    throw new AppError('http.refusedAddress', 'The answer leads from https to http.');
  const kept = url.origin === hop.url.origin ? hop.headers : only(hop.headers, (name) => HARMLESS.has(name));
  // RFC 9110 §15.4: 303 always becomes a GET; 301 and 302 make one of a POST, by old habit.
  const becomesGet = statusCode === 303 ? hop.method !== 'HEAD' : statusCode < 303 && hop.method === 'POST';
  if (!becomesGet && hop.body !== null && !isSameServer(hop.url, url))
    throw new AppError('http.refusedAddress', 'The answer leads a request with a body to another server.');
  if (!becomesGet) return { ...hop, url, headers: kept };
  return { method: 'GET', url, headers: only(kept, (name) => !name.startsWith('content-')), body: null };
}

// A body may hold secrets, a card number say. The same name by https instead of http is the same server.
const isSameServer = (from: URL, to: URL): boolean =>
  from.origin === to.origin || (from.hostname === to.hostname && to.protocol === 'https:' && from.protocol === 'http:');

const only = (headers: OutboundHeaders, isKept: (name: string) => boolean): OutboundHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => isKept(name)));
