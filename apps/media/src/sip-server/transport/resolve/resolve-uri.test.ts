import { FakeClock } from '@callwright/flow-engine/testing';
import { describe, expect, it } from 'vitest';
import { createCachedDns } from './cached-dns.js';
import type { DnsPort } from './dns-port.js';
import { orderSrv } from './order-srv.js';
import { resolveUri } from './resolve-uri.js';

type Zone = {
  readonly naptr?: Readonly<Record<string, readonly (readonly [number, number, string, string])[]>>;
  readonly srv?: Readonly<Record<string, readonly (readonly [number, number, number, string])[]>>;
  readonly addresses?: Readonly<Record<string, readonly string[]>>;
};

const dnsOf = (zone: Zone, asked: string[] = []): DnsPort => ({
  async naptr(name) {
    asked.push(`NAPTR ${name}`);
    const records = zone.naptr?.[name] ?? [];
    return records.map(([order, preference, service, replacement]) => {
      return { order, preference, flags: 's', service, replacement };
    });
  },
  async srv(name) {
    asked.push(`SRV ${name}`);
    const records = zone.srv?.[name] ?? [];
    return records.map(([priority, weight, port, to]) => ({ priority, weight, port, name: to }));
  },
  async addresses(name) {
    asked.push(`A ${name}`);
    const records = zone.addresses?.[name] ?? [];
    return records.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  },
});

const find = async (uri: string, zone: Zone = {}, asked: string[] = []): Promise<readonly string[]> => {
  const hops = await resolveUri(uri, { dns: dnsOf(zone, asked), chance: () => 0 });
  return hops.map(({ protocol, address, port }) => `${protocol} ${address} ${port}`);
};

const someAddresses = { 'example.com': ['192.0.2.1'], 'a.example.com': ['192.0.2.2'], 'b.example.com': ['192.0.2.3'] };

describe('where a URI leads to (RFC 3263 §4)', () => {
  it.each([
    ['sip:bob@192.0.2.7', 'udp 192.0.2.7 5060'],
    ['sip:192.0.2.7:5080;transport=tcp', 'tcp 192.0.2.7 5080'],
    ['sip:192.0.2.7;transport=TLS', 'tls 192.0.2.7 5061'],
    ['sips:192.0.2.7', 'tls 192.0.2.7 5061'],
    ['sips:192.0.2.7;transport=tcp', 'tls 192.0.2.7 5061'],
    ['sip:[2001:db8::1]:5070', 'udp 2001:db8::1 5070'],
    ['sip:example.com;maddr=192.0.2.9', 'udp 192.0.2.9 5060'],
    ['sip:browser.invalid:443;transport=ws;maddr=192.0.2.9', 'ws 192.0.2.9 443'],
    ['sips:192.0.2.9;transport=ws', 'wss 192.0.2.9 443'],
  ])('%s needs no question', async (uri, hop) => {
    const asked: string[] = [];
    expect([await find(uri, {}, asked), asked]).toEqual([[hop], []]);
  });

  it.each(['tel:+4930', 'sip:', 'sip:example.com;transport=sctp', 'sips:example.com;transport=udp', 'nonsense'])(
    '%s leads nowhere',
    async (uri) => expect(await find(uri, { addresses: someAddresses })).toEqual([]),
  );

  it('a port says that there is no service to look for', async () => {
    const asked: string[] = [];
    expect(await find('sip:example.com:5062', { addresses: someAddresses }, asked)).toEqual(['udp 192.0.2.1 5062']);
    expect(asked).toEqual(['A example.com']);
  });

  it('NAPTR records choose the protocol, in their order, of those we speak', async () => {
    const zone: Zone = {
      naptr: {
        'example.com': [
          [50, 50, 'SIPS+D2S', '_sips._sctp.example.com'],
          [20, 20, 'SIP+D2U', '_sip._udp.example.com'],
          [20, 10, 'SIP+D2T', '_sip._tcp.example.com'],
          [10, 90, 'SIPS+D2T', '_sips._tcp.example.com'],
        ],
      },
      srv: {
        '_sip._udp.example.com': [[1, 0, 5060, 'a.example.com']],
        '_sip._tcp.example.com': [[1, 0, 5062, 'a.example.com']],
        '_sips._tcp.example.com': [[1, 0, 5063, 'b.example.com']],
      },
      addresses: someAddresses,
    };
    const all = ['tls 192.0.2.3 5063', 'tcp 192.0.2.2 5062', 'udp 192.0.2.2 5060'];
    expect(await find('sip:example.com', zone)).toEqual(all);
    expect(await find('sips:example.com', zone)).toEqual(all.slice(0, 1));
  });

  it('without NAPTR the usual services are asked for, and only the secured one for sips', async () => {
    const zone: Zone = {
      srv: {
        '_sip._tcp.example.com': [[1, 0, 5062, 'a.example.com']],
        '_sips._tcp.example.com': [[1, 0, 5063, 'b.example.com']],
      },
      addresses: someAddresses,
    };
    expect(await find('sip:example.com', zone)).toEqual(['tcp 192.0.2.2 5062', 'tls 192.0.2.3 5063']);
    expect(await find('sips:example.com', zone)).toEqual(['tls 192.0.2.3 5063']);
    expect(await find('sip:example.com;transport=tcp', zone)).toEqual(['tcp 192.0.2.2 5062']);
  });

  it('a service that is decidedly not there has no address, and the name itself is tried', async () => {
    const srv = { '_sip._udp.example.com': [[0, 0, 0, '.'] as const] };
    expect(await find('sip:example.com', { srv, addresses: someAddresses })).toEqual(['udp 192.0.2.1 5060']);
  });

  it('all addresses of a name are tried, IPv4 first', async () => {
    const addresses = { 'example.com': ['2001:db8::1', '192.0.2.1', '192.0.2.2'] };
    const hops = ['udp 192.0.2.1 5060', 'udp 192.0.2.2 5060', 'udp 2001:db8::1 5060'];
    expect(await find('sip:example.com', { addresses })).toEqual(hops);
  });

  it('names of the machine or its network are not asked of the world', async () => {
    const asked: string[] = [];
    expect(await find('sip:localhost', {}, asked)).toEqual(['udp 127.0.0.1 5060', 'udp ::1 5060']);
    expect(await find('sip:pbx', { addresses: { pbx: ['10.0.0.1'] } }, asked)).toEqual(['udp 10.0.0.1 5060']);
    expect(asked).toEqual(['A pbx']);
  });

  it('an attempt at TLS remembers whose name the certificate must have: that of the URI', async () => {
    const zone: Zone = { srv: { '_sips._tcp.example.com': [[1, 0, 5063, 'b.example.com']] }, addresses: someAddresses };
    const [hop] = await resolveUri('sips:bob@example.com', { dns: dnsOf(zone), chance: () => 0 });
    expect(hop?.serverName).toBe('example.com');
  });

  it('servers that do not answer are as good as none', async () => {
    const fail = () => Promise.reject(new Error('timeout'));
    const dns: DnsPort = { naptr: fail, srv: fail, addresses: dnsOf({ addresses: someAddresses }).addresses };
    expect(await resolveUri('sip:example.com', { dns, chance: () => 0 })).toHaveLength(1);
    expect(await resolveUri('sip:example.com', { dns: { ...dns, addresses: fail }, chance: () => 0 })).toEqual([]);
  });

  it('no more than ten addresses are tried', async () => {
    const many = Array.from({ length: 30 }, (_, i) => `192.0.2.${i}`);
    expect(await find('sip:example.com', { addresses: { 'example.com': many } })).toHaveLength(10);
  });
});

describe('the order of SRV records (RFC 2782)', () => {
  const record = (priority: number, weight: number, name: string) => ({ priority, weight, port: 5060, name });

  it('is that of the priorities', () => {
    const records = [record(20, 0, 'later'), record(10, 0, 'first'), record(30, 9, 'last')];
    expect(orderSrv(records, () => 0.99).map(({ name }) => name)).toEqual(['first', 'later', 'last']);
  });

  it('among equals is by chance in proportion to the weights', () => {
    const records = [record(1, 10, 'small'), record(1, 30, 'large'), record(1, 0, 'none')];
    const firsts: Record<string, number> = { small: 0, large: 0, none: 0 };
    for (let i = 0; i < 4100; i++) {
      const [first] = orderSrv(records, () => i / 4100);
      if (first) firsts[first.name] = (firsts[first.name] ?? 0) + 1;
    }
    expect(firsts).toEqual({ none: 100, small: 1000, large: 3000 });
  });

  it('has every record once', () => {
    const records = [record(1, 0, 'a'), record(1, 0, 'b'), record(1, 65_535, 'c')];
    expect(
      orderSrv(records, () => 0.5)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['a', 'b', 'c']);
  });
});

describe('answers that are kept', () => {
  const bounds = {
    leastTtlMs: 5000,
    mostTtlMs: 60_000,
    unknownTtlMs: 30_000,
    failureTtlMs: 2000,
    maxNames: 2,
    answerMs: 4000,
  };
  const counting = (ttlSeconds: number, fails = false) => {
    const asked: string[] = [];
    const clock = new FakeClock();
    const dns: DnsPort = {
      ...dnsOf({}, asked),
      async addresses(name) {
        asked.push(name);
        if (fails) throw new Error('timeout');
        return [{ address: '192.0.2.1', family: 4, ttlSeconds }];
      },
    };
    return { asked, clock, dns: createCachedDns(dns, clock, bounds) };
  };

  it.each([
    [1, 5000],
    [20, 20_000],
    [86_400, 60_000],
  ])('a life of %i s is taken for %i ms', async (ttlSeconds, keptMs) => {
    const { asked, clock, dns } = counting(ttlSeconds);
    await dns.addresses('Example.com');
    clock.advance(keptMs - 1);
    await dns.addresses('example.com');
    expect(asked).toEqual(['example.com']);
    clock.advance(1);
    await dns.addresses('example.com');
    expect(asked).toHaveLength(2);
  });

  it('who asks while an answer is under way gets the same one', async () => {
    const { asked, dns } = counting(20);
    await Promise.all([dns.addresses('example.com'), dns.addresses('example.com')]);
    expect(asked).toHaveLength(1);
  });

  it('failures and names without records are asked again soon', async () => {
    const { asked, clock, dns } = counting(20, true);
    await expect(dns.addresses('example.com')).rejects.toThrow();
    await expect(dns.addresses('example.com')).rejects.toThrow();
    await dns.srv('example.com');
    clock.advance(2000);
    await expect(dns.addresses('example.com')).rejects.toThrow();
    await dns.srv('example.com');
    expect(asked).toEqual(['example.com', 'SRV example.com', 'example.com', 'SRV example.com']);
  });

  it('a question nobody answers fails in the end', async () => {
    const clock = new FakeClock();
    const never: DnsPort = { ...dnsOf({}), addresses: () => new Promise(() => undefined) };
    const asked = createCachedDns(never, clock, bounds).addresses('example.com');
    clock.advance(4000);
    await expect(asked).rejects.toThrow('in time');
  });

  it('the oldest name is forgotten when there are too many', async () => {
    const { asked, dns } = counting(20);
    for (const name of ['a', 'b', 'c', 'c', 'a']) await dns.addresses(name);
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });
});
