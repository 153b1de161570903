import { isIP } from 'node:net';
import type { TrunkSettings } from '@callwright/protocol';
import { BadRequestError } from '../../platform/http/errors.js';
import { isSettableHeader } from '../settable-header.js';

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})?(\.[a-z0-9_]([a-z0-9_-]{0,62})?)*\.?$/i;
const HOST_AND_PORT = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/;
const PREFIX = /^\+[1-9]\d{0,14}$/;
const DIAL_PREFIX = /^[\d*#+]*$/;
const CALLER_ID = /^\+?[\w.!~*'-]+$/;
/** Nobody's carrier has more; everybody in a block calls without a password. */
const WIDEST_BLOCK = { ipv4: 8, ipv6: 16 };
type Problems = Record<string, string[]>;
type Check = (settings: TrunkSettings) => Problems;

/** Refuses settings that no call could be made with. @throws BadRequestError with what is wrong in which field */
export const checkTrunk = (settings: TrunkSettings): void => {
  const problems: Problems = Object.assign({}, ...checks.map((check) => check(settings)));
  if (Object.keys(problems).length > 0) throw new BadRequestError(problems);
};

const isHost = (host: string): boolean => isIP(host.replace(/^\[(.+)\]$/, '$1')) > 0 || HOST_NAME.test(host);

const isHostAndPort = (text: string): boolean => {
  const [, host = '', port] = HOST_AND_PORT.exec(text) ?? [];
  return isHost(host) && (port === undefined || (Number(port) > 0 && Number(port) <= 65_535));
};

const isAddressBlock = (text: string): boolean => {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  if (bits === undefined) return true;
  const width = /^\d{1,3}$/.test(bits) ? Number(bits) : 0;
  return width >= WIDEST_BLOCK[family === 4 ? 'ipv4' : 'ipv6'] && width <= (family === 4 ? 32 : 128);
};

const fieldsThat = <Value>(name: string, values: readonly Value[], fits: (value: Value) => boolean, words: string) =>
  Object.fromEntries(values.flatMap((value, i) => (fits(value) ? [] : [[`${name}.${i}`, [words]]])));

const optional = (
  name: string,
  value: string | undefined,
  fits: (value: string) => boolean,
  words: string,
): Problems => (value === undefined || fits(value) ? {} : { [name]: [words] });

const checks: readonly Check[] = [
  ({ gateways }) => fieldsThat('gateways', gateways, ({ host }) => isHost(host), 'is no host name or address'),
  ({ inboundAddresses }) =>
    fieldsThat(
      'inboundAddresses',
      inboundAddresses,
      isAddressBlock,
      'is no address or block like 192.0.2.0/24, or has too many',
    ),
  ({ routePrefixes }) =>
    fieldsThat('routePrefixes', routePrefixes, (prefix) => PREFIX.test(prefix), 'must begin with + and a country code'),
  ({ outboundProxy }) => optional('outboundProxy', outboundProxy, isHostAndPort, 'must be a host, or host:port'),
  ({ fromDomain }) => optional('fromDomain', fromDomain, isHost, 'is no host name or address'),
  ({ callerId }) => optional('callerId', callerId, (text) => CALLER_ID.test(text), 'is no number or name'),
  ({ dialPrefix }) => optional('dialPrefix', dialPrefix, (text) => DIAL_PREFIX.test(text), 'may have digits, * and #'),
  ({ headers }) => {
    const wrong = Object.entries(headers).flatMap(([name, value]) => (isSettableHeader(name, value) ? [] : [name]));
    return optional('headers', wrong.join(', ') || undefined, () => false, `${wrong.join(', ')} cannot be set`);
  },
];
