import { BlockList, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Clock } from '../../platform/clock.js';

type Interface = { readonly address: string; readonly family: 'ipv4' | 'ipv6'; readonly net: BlockList };

// Interfaces come and go seldom; asking the system for each message would cost more than the message.
const REFRESH_MS = 30_000;

/** Which of the machine's addresses others see, where a socket is bound to all of them. */
export class OwnAddresses {
  readonly #clock: Clock;
  #interfaces: readonly Interface[] = [];
  #readAtMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The address on the network of `remote`, or else the first that is not the machine's own loopback. */
  towards(remote: string): string {
    const family = isIPv6(remote) ? 'ipv6' : 'ipv4';
    const home = family === 'ipv6' ? '::1' : '127.0.0.1';
    if (isLoopback(remote)) return home;
    const same = this.#current().filter((one) => one.family === family);
    return (same.find(({ net }) => net.check(remote, family)) ?? same[0])?.address ?? home;
  }

  /** Whether an address is one of the machine's. */
  has(address: string): boolean {
    return isLoopback(address) || this.#current().some((one) => one.address === address);
  }

  #current(): readonly Interface[] {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#readAtMs < REFRESH_MS) return this.#interfaces;
    this.#readAtMs = nowMs;
    this.#interfaces = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .filter(({ internal, address }) => !internal && !address.startsWith('fe80'))
      .map(({ address, cidr, family }) => {
        const kind = family === 'IPv6' ? 'ipv6' : 'ipv4';
        return { address, family: kind, net: subnetOf(cidr ?? address, kind) };
      });
    return this.#interfaces;
  }
}

/** 127.0.0.0/8 and ::1. */
export const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');

/** `0.0.0.0` and `::`: bound to all addresses. */
export const isUnspecified = (address: string): boolean => address === '0.0.0.0' || address === '::';

function subnetOf(cidr: string, family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  const [address = '', bits] = cidr.split('/');
  list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  return list;
}
