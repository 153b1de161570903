import type { SipParameter } from './parameters.js';
import type { SipUri } from './sip-uri.js';

// RFC 3261 §19.1.4: these never match when only one of the two has them; the examples there say so of `transport`.
const telling: ReadonlySet<string> = new Set(['user', 'ttl', 'method', 'maddr', 'transport']);

/** Whether two URIs are the same address (RFC 3261 §19.1.4; IPv6 by RFC 5954 §4.2). Note that no port is not port 5060. */
export function areSameUris(a: SipUri, b: SipUri): boolean {
  return (
    a.scheme === b.scheme &&
    isSameText(a.user, b.user) &&
    isSameText(a.password, b.password) &&
    hostKey(a.host) === hostKey(b.host) &&
    a.port === b.port &&
    parametersMatch(a.parameters, b.parameters) &&
    parametersMatch(b.parameters, a.parameters) &&
    headersKey(a) === headersKey(b)
  );
}

// Escapes of characters that need none mean those characters; escapes of reserved ones are another text.
const unescaped = (text: string): string =>
  text.replace(/%([0-9A-Fa-f]{2})/g, (written, hex: string) => {
    const char = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9\-_.!~*'()]/.test(char) ? char : written.toUpperCase();
  });

const isSameText = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined ? a === b : unescaped(a) === unescaped(b);

const keyOf = (text: string): string => unescaped(text).toLowerCase();

function parametersMatch(these: readonly SipParameter[], those: readonly SipParameter[]): boolean {
  const known = new Map(those.map(({ name, value }) => [keyOf(name), keyOf(value ?? '')]));
  return these.every(({ name, value }) => {
    const other = known.get(keyOf(name));
    return other === undefined ? !telling.has(keyOf(name)) : other === keyOf(value ?? '');
  });
}

const headersKey = ({ headers }: SipUri): string =>
  headers
    .map(({ name, value }) => `${keyOf(name)}=${unescaped(value)}`)
    .sort()
    .join('&');

/** A host in the one way of writing it, for comparing: lower case, IPv6 with all eight groups. */
export const hostKey = (host: string): string =>
  host.startsWith('[') ? ipv6Key(host.slice(1, -1).toLowerCase()) : host.toLowerCase();

function ipv6Key(address: string): string {
  const [head = '', tail] = address.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const missing = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array.from({ length: missing }, () => '0'), ...after].join(':');
}

const groupsOf = (text: string): readonly string[] =>
  text === '' ? [] : text.split(':').flatMap((group) => (group.includes('.') ? ipv4Groups(group) : [plain(group)]));

const plain = (group: string): string => Number.parseInt(group || '0', 16).toString(16);

function ipv4Groups(address: string): readonly string[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return [(a * 256 + b).toString(16), (c * 256 + d).toString(16)];
}
