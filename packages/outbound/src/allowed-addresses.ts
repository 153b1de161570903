import { BlockList, isIP } from 'node:net';
import { isPublicAddress } from './public-address.js';

/** Says whether a server may be asked at an address. */
export type IsAllowed = (hostname: string, address: string) => boolean;

/**
 * The addresses that may be asked: public ones, and those listed.
 * @param listed addresses, ranges (`10.1.0.0/16`) and host names that may be asked although private
 * @throws Error for an entry that is none of these
 */
export function allowAddresses(listed: readonly string[]): IsAllowed {
  const ranges = new BlockList();
  const hosts = new Set<string>();
  for (const entry of listed) {
    const [address = '', prefix] = entry.split('/');
    const family = isIP(address);
    if (family !== 0) addRange(ranges, address, prefix);
    else if (prefix === undefined && /^[a-z0-9._-]+$/i.test(entry)) hosts.add(entry.toLowerCase());
    else throw new Error(`${entry} is no address, range or host name`);
  }
  return (hostname, address) =>
    isPublicAddress(address) || hosts.has(hostname) || ranges.check(address, familyOf(address));
}

/** The family of an address in the words of node:net. */
export const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

const addRange = (ranges: BlockList, address: string, prefix = isIP(address) === 4 ? '32' : '128'): void => {
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  ranges.addSubnet(address, bits, familyOf(address));
};
