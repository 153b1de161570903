import { canonicalName } from '../header-names.js';
import { formatNameAddress, parseNameAddress } from '../name-address.js';
import { parameterOf, withoutParameter, withParameter } from '../parameters.js';
import type { SipHeader } from '../sip-message.js';
import { decodeEscapes, escapeHeader, formatSipUri, parseSipUri } from '../sip-uri.js';
import { parseReplaces, type Replaces } from './replaces.js';

/**
 * Where a Refer-To (or a Contact of a 3xx) sends its reader: `uri` without method and headers, ready to be a
 * Request-URI; `headers` for the request to it, their escapes undone (RFC 3261 §19.1.5).
 */
export type ReferTarget = {
  readonly uri: string;
  readonly method: string;
  readonly headers: readonly SipHeader[];
  /** The dialog to be replaced, when this is an attended transfer (RFC 3891). */
  readonly replaces?: Replaces;
};

// RFC 3261 §19.1.5: never honoured, for they say who asks and which way the request goes.
const refused: ReadonlySet<string> = new Set([
  'Via',
  'From',
  'Call-ID',
  'CSeq',
  'Max-Forwards',
  'Route',
  'Record-Route',
  'Contact',
  'Content-Length',
  'Authorization',
  'Proxy-Authorization',
  'To',
]);

/**
 * Reads a Refer-To (RFC 3515 §2.1). A missing pair of angle brackets is forgiven. Headers nobody may set this way are
 * left out.
 * @returns undefined when it is malformed, or its Replaces is
 */
export function parseReferTo(value: string): ReferTarget | undefined {
  const address = parseNameAddress(value) ?? parseNameAddress(`<${value.trim()}>`);
  if (!address) return undefined;
  const uri = parseSipUri(address.uri);
  if (!uri) return { uri: address.uri, method: 'INVITE', headers: [] };
  const all = uri.headers.map((header) => ({
    name: canonicalName(decodeEscapes(header.name)),
    value: decodeEscapes(header.value),
  }));
  const written = all.find(({ name }) => name === 'Replaces');
  const replaces = written && parseReplaces(written.value);
  if (written && !replaces) return undefined;
  return {
    uri: formatSipUri({ ...uri, headers: [], parameters: withoutParameter(uri.parameters, 'method') }),
    method: parameterOf(uri.parameters, 'method') || 'INVITE',
    headers: all.filter(({ name }) => !refused.has(name) && name !== 'Replaces'),
    replaces,
  };
}

/**
 * Writes a Refer-To.
 * @param uri a SIP URI without headers
 * @param headers for the request to it, such as Replaces; their values are escaped here
 * @returns undefined when `uri` is no SIP URI
 */
export function formatReferTo(uri: string, headers: readonly SipHeader[] = [], method = 'INVITE'): string | undefined {
  const read = parseSipUri(uri);
  if (!read) return undefined;
  const parameters = method === 'INVITE' ? read.parameters : withParameter(read.parameters, 'method', method);
  const escaped = headers.map(({ name, value }) => ({ name, value: escapeHeader(value) }));
  return formatNameAddress({ uri: formatSipUri({ ...read, parameters, headers: escaped }), parameters: [] });
}
