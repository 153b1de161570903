import { BlockList, isIP } from 'node:net';

/** Addresses and CIDR blocks, of both families. An entry that is neither matches nothing. */
export class AddressBlocks {
  readonly #list = new BlockList();

  constructor(entries: readonly string[]) {
    for (const entry of entries) this.#add(entry.trim());
  }

  /** Whether an address is among them; one of IPv4 written as IPv6 is that of IPv4. */
  has(address: string): boolean {
    const plain = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
    const family = isIP(plain);
    return family !== 0 && this.#list.check(plain, family === 6 ? 'ipv6' : 'ipv4');
  }

  #add(entry: string): void {
    const [address = '', bits] = entry.split('/', 2);
    const family = isIP(address);
    if (family === 0) return;
    const widest = family === 6 ? 128 : 32;
    const width = bits === undefined ? widest : Number(bits);
    if (!/^\d{1,3}$/.test(bits ?? String(widest)) || width > widest) return;
    this.#list.addSubnet(address, width, family === 6 ? 'ipv6' : 'ipv4');
  }
}
