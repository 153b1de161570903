import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RouteType } from './route.js';

/** What is known of a client before its first message. */
export type Handshake = {
  readonly path: string;
  /** Of the `:name` parts of the route's path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** By HTTP Basic; null: none. */
  readonly credentials: { readonly username: string; readonly password: string } | null;
  readonly userAgent: string;
  /** Where the client has found us, as `https://host:port`; empty when it did not say. */
  readonly origin: string;
  readonly remoteAddress: string;
};

/** Subprotocols by the kind of route, best first. `audio.drachtio.org` is what mod_audio_fork asks for by itself. */
const subprotocols: Readonly<Record<RouteType, readonly string[]>> = {
  hook: ['ws.jambonz.org'],
  recording: ['audio.jambonz.org', 'audio.drachtio.org'],
};

/** The subprotocol to answer with; null when none that fits was offered. */
export const chooseSubprotocol = (type: RouteType, offered: Iterable<string>): string | null => {
  const names = new Set(offered);
  return subprotocols[type].find((name) => names.has(name)) ?? null;
};

/** Where a client has found us: of a proxy in front of us by `X-Forwarded-Proto`. Empty when it names no host. */
export const originOf = ({ headers, socket }: IncomingMessage): string => {
  const { host = '', 'x-forwarded-proto': forwarded = '' } = headers;
  if (!/^[A-Za-z0-9.[\]:_-]{1,255}$/.test(host)) return '';
  const [scheme = ''] = String(forwarded).split(',');
  const isSecure = scheme === '' ? 'encrypted' in socket : /^(https|wss)$/i.test(scheme.trim());
  return `${isSecure ? 'https' : 'http'}://${host}`;
};

/** What a client offers. */
export const offeredSubprotocols = ({ headers }: IncomingMessage): readonly string[] =>
  (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());

/** Name and password of a request (RFC 7617); null when it shows none. */
export const basicCredentials = ({ headers }: IncomingMessage): Handshake['credentials'] => {
  const encoded = /^Basic +([A-Za-z0-9+/=]{1,2048})$/i.exec(headers.authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const at = text.indexOf(':');
  return at < 0 ? null : { username: text.slice(0, at), password: text.slice(at + 1) };
};

const reasons = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  503: 'Service Unavailable',
} as const;

/** Refuses a handshake by an HTTP answer. */
export const refuseHandshake = (socket: Duplex, status: keyof typeof reasons, text: string): void => {
  const challenge = status === 401 ? 'www-authenticate: Basic realm="jambonz"\r\n' : '';
  const head = `HTTP/1.1 ${status} ${reasons[status]}\r\nconnection: close\r\n${challenge}content-type: text/plain\r\n`;
  socket.end(`${head}content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
};
