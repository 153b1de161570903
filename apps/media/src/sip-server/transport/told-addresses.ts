import { isIPv6 } from 'node:net';
import type { SipEndpoint, SipProtocol } from '@callwright/sip';
import type { SipListener } from '../ports.js';
import { isLoopback, isUnspecified, type OwnAddresses } from './own-addresses.js';

/** Our end of a connection, and what we listen on. */
export type OwnEnd = {
  readonly protocol: SipProtocol;
  readonly local: SipEndpoint;
  readonly servers: readonly { readonly listener: SipListener; readonly port: number }[];
};

/**
 * What the other side of a connection is told to reach us at. On one we opened, our own end has a port nobody can
 * connect to: a listener's is told, if there is one.
 */
export function advertisedTo(remote: SipEndpoint, { protocol, local, servers }: OwnEnd): SipEndpoint {
  const listener = servers
    .map((server) => ({ ...server.listener, port: server.port }))
    .filter((one) => one.protocol === protocol && isIPv6(one.address) === isIPv6(local.address))
    .sort((a, b) => Number(b.port === local.port) - Number(a.port === local.port))[0];
  if (!listener) return local;
  const told = isLoopback(remote.address) ? undefined : listener.advertised;
  return { address: told?.address ?? local.address, port: told?.port ?? listener.port };
}

/** Whether a host (name or address, as in a URI) and port are those of a listener, as bound or as told. */
export function isAddressOf(
  listener: SipListener,
  { host, port }: { readonly host: string; readonly port: number },
  own: OwnAddresses,
): boolean {
  const address = host.toLowerCase().replace(/^\[|\]$/g, '');
  const { advertised } = listener;
  const isTold = advertised?.address.toLowerCase() === address && (advertised.port ?? listener.port) === port;
  return isTold || (listener.port === port && isBoundTo(listener.address, address, own));
}

function isBoundTo(bound: string, address: string, own: OwnAddresses): boolean {
  if (bound.toLowerCase() === address) return true;
  if (address === 'localhost') return isUnspecified(bound) || isLoopback(bound);
  return isUnspecified(bound) && isIPv6(bound) === isIPv6(address) && own.has(address);
}
