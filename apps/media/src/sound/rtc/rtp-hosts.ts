import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { RtpFamily, RtpRemote } from '../../link/rtp-agreement.js';
import type { RtpAddress } from './rtp-socket.js';

const isOf = (family: RtpFamily, address: string): boolean => (family === 'ip4' ? isIPv4 : isIPv6)(address);
const ALL = { ip4: '0.0.0.0', ip6: '::' } as const;
const OWN = { ip4: '127.0.0.1', ip6: '::1' } as const;

/** Where sockets of a family are bound when the process listens on `host`: on itself, on this machine only, or on all. */
export function bindAddressOf(host: string, family: RtpFamily): string {
  if (isOf(family, host)) return host;
  const isLocal = host === 'localhost' || host === '::1' || host.startsWith('127.');
  return (isLocal ? OWN : ALL)[family];
}

/** The address of a family to advertise: the public one, else the one sockets are bound to, else this machine's own. */
export function advertisedAddressOf(host: string, publicAddress: string | null, family: RtpFamily): string {
  if (publicAddress !== null && isOf(family, publicAddress)) return publicAddress;
  const bound = bindAddressOf(host, family);
  return bound === ALL[family] ? ownAddress(family) : bound;
}

/** The first address of this machine that others can reach, else its loopback. */
export function ownAddress(family: RtpFamily): string {
  const wanted = family === 'ip4' ? 'IPv4' : 'IPv6';
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  // A link-local address of IPv6 is of no use without its zone.
  const usable = addresses.filter(({ address, internal }) => !internal && !address.startsWith('fe80:'));
  return usable.find(({ family: one }) => one === wanted)?.address ?? OWN[family];
}

/** Where to send, as a socket tells where packets come from; null where nothing can be sent (port 0, nobody's address). */
export function usableRemote({ address, port }: RtpRemote): RtpAddress | null {
  if (port < 1 || port > 65_535) return null;
  if (isIPv4(address)) return address.startsWith('0.') ? null : { address, port };
  if (!isIPv6(address)) return null;
  const written = new SocketAddress({ address, family: 'ipv6' }).address;
  return written === '::' ? null : { address: written, port };
}
