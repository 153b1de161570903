import { AppError } from '@callwright/protocol';

/** The methods that may be sent. */
export type OutboundMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

/** One header, in any case. */
export type OutboundHeader = { readonly name: string; readonly value: string };

/** A request to somebody else's server. */
export type OutboundRequest = {
  readonly method: OutboundMethod;
  /** http or https, without user name or password. */
  readonly url: string;
  readonly headers?: readonly OutboundHeader[];
  readonly body?: string | Uint8Array;
  /** For everything together: waiting for a place, attempts, pauses and redirects. */
  readonly timeoutMs: number;
  /** Largest body that is read, decompressed. */
  readonly maxBytes: number;
  /** Attempts after the first, when the connection fails, an attempt takes too long, or on 429, 502, 503, 504. Default 0. */
  readonly retries?: number;
  /** Default 5. */
  readonly maxRedirects?: number;
  /** A POST or PATCH that may be sent twice; a header `Idempotency-Key` says the same. Default false. */
  readonly isRepeatable?: boolean;
  /** For whom it is sent: no owner takes more than three quarters of the places. Default: nobody, who may take all. */
  readonly owner?: string;
};

/** Lower-case names and their values. */
export type OutboundHeaders = Readonly<Record<string, string>>;

const MAX_HEADER_BYTES = 16 * 1024;
// RFC 9110 §5.6.2 and §5.5; no control character, so that nobody starts a line of his own.
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Hop-by-hop (RFC 9110 §7.6.1), or made by us from the URL and the body. */
const OURS = new Set([
  ...['host', 'connection', 'keep-alive', 'proxy-connection', 'proxy-authorization', 'proxy-authenticate', 'te'],
  ...['trailer', 'transfer-encoding', 'upgrade', 'content-length', 'expect'],
]);

const badRequest = (sentence: string): AppError => new AppError('http.badRequest', sentence);

/** Headers by lower-case name. @throws AppError `http.badRequest` for one that may not be set or is malformed */
export function parseHeaders(headers: readonly OutboundHeader[] = []): OutboundHeaders {
  const parsed: Record<string, string> = {};
  let sizeBytes = 0;
  for (const { name, value } of headers) {
    const key = name.toLowerCase();
    if (!TOKEN.test(key)) throw badRequest('A header has a malformed name.');
    if (OURS.has(key)) throw badRequest(`The header ${key} is not for setting.`);
    if (!VALUE.test(value)) throw badRequest(`The header ${key} holds characters that are not allowed.`);
    sizeBytes += key.length + value.length;
    parsed[key] = value;
  }
  if (sizeBytes > MAX_HEADER_BYTES) throw badRequest(`The headers are larger than ${MAX_HEADER_BYTES} bytes.`);
  return parsed;
}

/** An address that may be asked at all. @throws AppError `http.badUrl` */
export function parseTarget(text: string, base?: URL): URL {
  const badUrl = (sentence: string) => new AppError('http.badUrl', sentence);
  if (!URL.canParse(text, base?.href)) throw badUrl('The URL is malformed.');
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw badUrl('Only http and https can be asked.');
  if (url.username !== '' || url.password !== '') throw badUrl('A URL holds no user name; use a header.');
  if (url.hostname === '') throw badUrl('The URL names no server.');
  return url;
}

/** Whether a request may be sent again without doing something twice (RFC 9110 §9.2.2). */
export const isRepeatable = ({ method, isRepeatable = false }: OutboundRequest, headers: OutboundHeaders): boolean =>
  (method !== 'POST' && method !== 'PATCH') || isRepeatable || headers['idempotency-key'] !== undefined;
