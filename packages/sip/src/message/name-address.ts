import { endOfQuoted, isToken, quote, unquote } from './grammar.js';
import { formatParameters, parameterOf, parseParameters, type SipParameter, withParameter } from './parameters.js';
import { trimBlanks } from './sip-text.js';
import { parseSipUri, type SipUri } from './sip-uri.js';

/**
 * An address with what belongs to it: the value of From, To, Contact, Route, Refer-To, P-Asserted-Identity
 * (RFC 3261 §20.10). `displayName` is the text without quotes; `uri` may be of any scheme.
 */
export type NameAddress = {
  readonly displayName?: string;
  readonly uri: string;
  readonly parameters: readonly SipParameter[];
};

/** Reads one address; undefined when it is malformed, and for the `*` of a Contact. */
export function parseNameAddress(value: string): NameAddress | undefined {
  const text = trimBlanks(value);
  const start = text[0] === '"' ? endOfQuoted(text, 0) : 0;
  const open = start < 0 ? -1 : text.indexOf('<', start);
  if (open < 0) return start === 0 ? parseBareAddress(text) : undefined;
  const close = text.indexOf('>', open);
  const name = parseDisplayName(trimBlanks(text.slice(0, open)));
  const uri = text.slice(open + 1, close);
  if (close < 0 || name === undefined || !isUri(uri)) return undefined;
  const parameters = parseParameters(trimBlanks(text.slice(close + 1)));
  return parameters && { ...(name === '' ? {} : { displayName: name }), uri, parameters };
}

// Wider than RFC 3261, which wants tokens: names with dots, brackets or umlauts are often sent without quotes.
const bareName = /^[^"<>,;:@\\]*$/;

function parseDisplayName(text: string): string | undefined {
  if (text[0] === '"') return endOfQuoted(text, 0) === text.length ? unquote(text) : undefined;
  return bareName.test(text) ? text : undefined;
}

/** Without angle brackets every parameter belongs to the header, and `?` and `,` are not allowed (RFC 3261 §20). */
function parseBareAddress(text: string): NameAddress | undefined {
  const semicolon = text.indexOf(';');
  const uri = trimBlanks(semicolon < 0 ? text : text.slice(0, semicolon));
  if (/[?,]/.test(uri) || !isUri(uri)) return undefined;
  const parameters = parseParameters(semicolon < 0 ? '' : text.slice(semicolon));
  return parameters && { uri, parameters };
}

/** Whether the text is a URI: one of SIP in all its parts, any other by its scheme and characters (RFC 3986 §2, §3.1). */
export function isUri(text: string): boolean {
  if (/^sips?:/i.test(text)) return parseSipUri(text) !== undefined;
  return /^[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-[\]_a-z~]+$/.test(text);
}

/** Writes an address, always in angle brackets, the name in quotes unless it is one word. */
export function formatNameAddress({ displayName, uri, parameters }: NameAddress): string {
  const name = displayName === undefined ? '' : `${isToken(displayName) ? displayName : quote(displayName)} `;
  return `${name}<${uri}>${formatParameters(parameters)}`;
}

/** The SIP URI of an address; undefined when it is of another scheme. */
export const sipUriOf = (address: NameAddress): SipUri | undefined => parseSipUri(address.uri);

/** The tag of a From or To; undefined when it has none. */
export const tagOf = (address: NameAddress): string | undefined => parameterOf(address.parameters, 'tag');

/** The address with this tag in place of any other. */
export const withTag = (address: NameAddress, tag: string): NameAddress => ({
  ...address,
  parameters: withParameter(address.parameters, 'tag', tag),
});
