import { isIP } from 'node:net';
import { AppError } from '@callwright/protocol';
import type { IsAllowed } from './allowed-addresses.js';

/** An address a name stands for. */
export type ResolvedAddress = { readonly address: string; readonly family: number };
/** All addresses of a name; rejects when there is no such name. */
export type LookUp = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** The name or address of a URL's server, without the brackets of IPv6. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

/**
 * Every address of a server, each of them allowed.
 * @throws AppError `http.network` when the name is unknown, `http.refusedAddress` when any address is not allowed: which of
 *   several would be used is chance
 */
export async function resolveServer(
  url: URL,
  lookUp: LookUp,
  isAllowed: IsAllowed,
): Promise<readonly ResolvedAddress[]> {
  const host = hostOf(url);
  const addresses = await addressesOf(host, lookUp);
  if (addresses.length === 0) throw new AppError('http.network', `The name ${host} has no address.`);
  if (!addresses.every(({ address }) => isAllowed(host, address)))
    throw new AppError('http.refusedAddress', `${host} is no public address.`);
  return addresses;
}

async function addressesOf(host: string, lookUp: LookUp): Promise<readonly ResolvedAddress[]> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  try {
    return await lookUp(host);
  } catch (cause) {
    throw new AppError('http.network', `The name ${host} is not known.`, { cause });
  }
}
