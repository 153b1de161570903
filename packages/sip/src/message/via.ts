import { isToken } from './grammar.js';
import { formatParameters, parameterOf, parseParameters, type SipParameter, withParameter } from './parameters.js';
import { trimBlanks } from './sip-text.js';
import { formatHostPort, parseHostPort } from './sip-uri.js';
import { hostKey } from './uri-equality.js';

/** One Via (RFC 3261 §20.42). `transport` is in capitals: UDP, TCP, TLS, WS, WSS. `host` of IPv6 has its brackets. */
export type Via = {
  readonly transport: string;
  readonly host: string;
  readonly port?: number;
  readonly parameters: readonly SipParameter[];
};

// RFC 3261 §8.1.1.7: a branch that begins like this is unique and names the transaction by itself.
const MAGIC_COOKIE = 'z9hG4bK';

/** Reads a Via; undefined when it is malformed or of another protocol than SIP/2.0. */
export function parseVia(value: string): Via | undefined {
  const semicolon = value.indexOf(';');
  const [protocol, version, rest] = (semicolon < 0 ? value : value.slice(0, semicolon)).split('/').map(trimBlanks);
  if (protocol?.toUpperCase() !== 'SIP' || version !== '2.0' || rest === undefined) return undefined;
  const [, transport = '', place = ''] = /^(\S+)[ \t]+([^ \t].*)$/.exec(rest) ?? [];
  const sentBy = parseHostPort(place.split(':').map(trimBlanks).join(':'));
  const parameters = parseParameters(semicolon < 0 ? '' : value.slice(semicolon));
  if (!isToken(transport) || !sentBy || !parameters) return undefined;
  return { transport: transport.toUpperCase(), ...sentBy, parameters };
}

/** Writes a Via. */
export const formatVia = (via: Via): string =>
  `SIP/2.0/${via.transport} ${formatHostPort(via)}${formatParameters(via.parameters)}`;

/** The branch; undefined when there is none. */
export const branchOf = (via: Via): string | undefined => parameterOf(via.parameters, 'branch');

/** Whether the branch names its transaction by itself; else RFC 2543's rules apply (RFC 3261 §17.2.3). */
export function hasUniqueBranch(via: Via): boolean {
  const branch = branchOf(via) ?? '';
  return branch.startsWith(MAGIC_COOKIE) && branch.length > MAGIC_COOKIE.length;
}

/** An IP address (IPv6 without brackets) or host name, and a port. */
export type SipEndpoint = { readonly address: string; readonly port: number };

/**
 * The Via of a request with where it came from written in: `received` when its host says otherwise, and the port where
 * `rport` asks for it (RFC 3261 §18.2.1, RFC 3581 §4).
 */
export function stampVia(via: Via, source: SipEndpoint): Via {
  const asksForPort = parameterOf(via.parameters, 'rport') !== undefined;
  const isElsewhere = hostKey(via.host) !== hostKey(bracketed(source.address));
  const { parameters } = via;
  const stamped = isElsewhere || asksForPort ? withParameter(parameters, 'received', source.address) : parameters;
  return { ...via, parameters: asksForPort ? withParameter(stamped, 'rport', String(source.port)) : stamped };
}

/**
 * Where a response goes by its topmost Via when it cannot go back on the connection of the request
 * (RFC 3261 §18.2.2, RFC 3581 §4). The address may be a name to look up; no port means the default of the transport.
 */
export function responseTarget(via: Via): { readonly address: string; readonly port?: number } {
  const { parameters } = via;
  const address = parameterOf(parameters, 'maddr') ?? parameterOf(parameters, 'received') ?? via.host;
  const rport = Number(parameterOf(parameters, 'rport') || Number.NaN);
  const isStamped = Number.isInteger(rport) && rport > 0 && rport <= 65_535;
  return { address: address.replace(/^\[|\]$/g, ''), port: isStamped ? rport : via.port };
}

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address);
