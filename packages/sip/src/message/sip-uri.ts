import { formatParameters, type SipParameter } from './parameters.js';

/**
 * A SIP or SIPS URI (RFC 3261 §19.1). All parts are as written, with their escapes (`%40`): `decodeEscapes` gives the
 * text, `escapeUser` writes it. `host` of IPv6 has its brackets.
 */
export type SipUri = {
  readonly scheme: 'sip' | 'sips';
  readonly user?: string;
  readonly password?: string;
  readonly host: string;
  readonly port?: number;
  readonly parameters: readonly SipParameter[];
  /** What stands behind `?`: headers for the request to this address (RFC 3261 §19.1.1). */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
};

// RFC 3261 §25.1. `#` is not allowed bare, but service codes are sent like that: sip:*21#@example.com.
const userText = /^[A-Za-z0-9\-_.!~*'()&=+$,;?/#%]+$/;
const passwordText = /^[A-Za-z0-9\-_.!~*'()&=+$,%]*$/;
// Wider than the RFC by `= | ^ { }`: phones put what they like into parameters of their own.
const parameterText = /^[A-Za-z0-9\-_.!~*'()[\]/:&+$%=|^{}]+$/;
const headerText = /^[A-Za-z0-9\-_.!~*'()[\]/?:+$%]*$/;
const badEscape = /%(?![0-9A-Fa-f]{2})/;
const isWritten = (characters: RegExp, text: string): boolean => characters.test(text) && !badEscape.test(text);
const hostName = /^[A-Za-z0-9._-]{1,255}$/;
const ipv6 = /^\[[0-9A-Fa-f:.]{2,45}\]$/;

/** Reads a `sip:` or `sips:` URI; undefined for any other and for a malformed one. Blanks around it are no part of it. */
export function parseSipUri(text: string): SipUri | undefined {
  const scheme = /^(sips?):/i.exec(text)?.[1];
  if (!scheme) return undefined;
  const address = text.slice(scheme.length + 1);
  const at = address.indexOf('@');
  const user = at < 0 ? {} : parseUser(address.slice(0, at));
  const place = parsePlace(address.slice(at + 1));
  if (!user || !place) return undefined;
  return { scheme: scheme.toLowerCase() === 'sips' ? 'sips' : 'sip', ...user, ...place };
}

function parseUser(text: string): Pick<SipUri, 'user' | 'password'> | undefined {
  const colon = text.indexOf(':');
  const user = colon < 0 ? text : text.slice(0, colon);
  // Wider than the RFC: carriers send `sip:@example.com` when a caller hides their number.
  if (text === '') return { user };
  if (!isWritten(userText, user)) return undefined;
  if (colon < 0) return { user };
  const password = text.slice(colon + 1);
  return isWritten(passwordText, password) ? { user, password } : undefined;
}

function parsePlace(text: string): Pick<SipUri, 'host' | 'port' | 'parameters' | 'headers'> | undefined {
  const question = text.indexOf('?');
  const [hostPort = '', ...written] = (question < 0 ? text : text.slice(0, question)).split(';');
  const place = parseHostPort(hostPort);
  const parameters = parseUriParameters(written);
  const headers = question < 0 ? [] : parseUriHeaders(text.slice(question + 1));
  return place && parameters && headers && { ...place, parameters, headers };
}

/** Reads `host`, `host:port` or `[IPv6]:port`; undefined when malformed or the port is beyond 65535. */
export function parseHostPort(text: string): { readonly host: string; readonly port?: number } | undefined {
  const colon = text.indexOf(':', text.indexOf(']') + 1);
  const host = colon < 0 ? text : text.slice(0, colon);
  if (!hostName.test(host) && !ipv6.test(host)) return undefined;
  if (colon < 0) return { host };
  const digits = text.slice(colon + 1);
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : Number.POSITIVE_INFINITY;
  return port <= 65_535 ? { host, port } : undefined;
}

function parseUriParameters(pieces: readonly string[]): readonly SipParameter[] | undefined {
  const parameters = pieces.map((piece): SipParameter => {
    const equals = piece.indexOf('=');
    return equals < 0 ? { name: piece } : { name: piece.slice(0, equals), value: piece.slice(equals + 1) };
  });
  const areGood = parameters.every(
    ({ name, value }) => isWritten(parameterText, name) && isWritten(parameterText, value ?? 'x'),
  );
  return areGood ? parameters : undefined;
}

function parseUriHeaders(text: string): SipUri['headers'] | undefined {
  const headers = text.split('&').map((piece) => {
    const equals = piece.indexOf('=');
    return equals < 0 ? { name: '', value: '' } : { name: piece.slice(0, equals), value: piece.slice(equals + 1) };
  });
  const areGood = headers.every(
    ({ name, value }) => name !== '' && isWritten(headerText, name) && isWritten(headerText, value),
  );
  return areGood ? headers : undefined;
}

/** Writes a URI. */
export function formatSipUri(uri: SipUri): string {
  const password = uri.password === undefined ? '' : `:${uri.password}`;
  const user = uri.user === undefined ? '' : `${uri.user}${password}@`;
  const headers = uri.headers.map(({ name, value }) => `${name}=${value}`).join('&');
  const query = headers === '' ? '' : `?${headers}`;
  return `${uri.scheme}:${user}${formatHostPort(uri)}${formatParameters(uri.parameters)}${query}`;
}

/** `host` or `host:port`. */
export const formatHostPort = ({ host, port }: { readonly host: string; readonly port?: number }): string =>
  port === undefined ? host : `${host}:${port}`;

/** The text that escapes stand for (`%40` is `@`); bytes that are no UTF-8 stay escaped. */
export function decodeEscapes(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not UTF-8: the escapes are all that can be shown of it.
    return text;
  }
}

// encodeURIComponent leaves A-Z a-z 0-9 - _ . ! ~ * ' ( ): just what RFC 3261 calls `unreserved`.
/** A user part that says `text`. Plus signs stay bare, as in `sip:+49301234@example.com`. */
export const escapeUser = (text: string): string => escapeHeader(text).replaceAll('%2B', '+');

/** A header's value for behind the `?` of a URI, such as Replaces in a Refer-To. */
export const escapeHeader = (text: string): string => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\u{fffd}'));
