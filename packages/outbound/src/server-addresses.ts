import { lookup as systemLookup } from 'node:dns/promises';
import { allowAddresses } from './allowed-addresses.js';
import { type LookUp, type ResolvedAddress, resolveServer } from './resolve-server.js';

/** How servers are looked up by who connects to them without the client. */
export type ServerAddressesOptions = {
  /** Addresses, ranges (`10.1.0.0/16`) and host names that may be asked although private. Default none. */
  readonly allowPrivate?: readonly string[];
  /** Default: the system's. */
  readonly lookup?: LookUp;
};

/**
 * Finds the addresses of servers that may be asked, for connections that are no HTTP requests (WebSocket, gRPC). Who
 * connects must use one of those given, and not look the name up again.
 * @returns a function of a URL, which throws AppError `http.network` for an unknown name, `http.refusedAddress` for a private one
 * @throws Error for an entry of `allowPrivate` that is not understood
 */
export const createServerAddresses = ({
  allowPrivate = [],
  lookup = (hostname) => systemLookup(hostname, { all: true }),
}: ServerAddressesOptions): ((url: URL) => Promise<readonly ResolvedAddress[]>) => {
  const isAllowed = allowAddresses(allowPrivate);
  return (url) => resolveServer(url, lookup, isAllowed);
};
