import { lookup, Resolver } from 'node:dns/promises';

/** One NAPTR record (RFC 3403), as far as RFC 3263 looks at it. */
export type NaptrRecord = {
  readonly order: number;
  readonly preference: number;
  readonly flags: string;
  readonly service: string;
  readonly replacement: string;
};
/** One SRV record (RFC 2782). */
export type SrvRecord = {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  readonly name: string;
};
/** One A or AAAA record. */
export type AddressRecord = { readonly address: string; readonly family: 4 | 6; readonly ttlSeconds?: number };

/** What is asked of DNS. Each gives an empty list when there are no such records, and rejects when nobody answered. */
export type DnsPort = {
  readonly naptr: (name: string) => Promise<readonly NaptrRecord[]>;
  readonly srv: (name: string) => Promise<readonly SrvRecord[]>;
  readonly addresses: (name: string) => Promise<readonly AddressRecord[]>;
};

/** The machine's name servers; names only its hosts file knows are found too. */
export function createSystemDns(): DnsPort {
  const resolver = new Resolver({ timeout: 1500, tries: 2 });
  return {
    naptr: (name) => orNone(resolver.resolveNaptr(name)),
    srv: (name) => orNone(resolver.resolveSrv(name)),
    async addresses(name) {
      const [four, six] = await Promise.allSettled([
        resolver.resolve4(name, { ttl: true }),
        resolver.resolve6(name, { ttl: true }),
      ]);
      const found = [...recordsOf(four, 4), ...recordsOf(six, 6)];
      return found.length > 0 ? found : byHostsFile(name);
    },
  };
}

type WithTtl = { readonly address: string; readonly ttl: number };

const recordsOf = (result: PromiseSettledResult<readonly WithTtl[]>, family: 4 | 6): readonly AddressRecord[] =>
  result.status === 'rejected' ? [] : result.value.map(({ address, ttl }) => ({ address, family, ttlSeconds: ttl }));

const byHostsFile = async (name: string): Promise<readonly AddressRecord[]> =>
  (await orNone(lookup(name, { all: true }))).map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));

// DNS says of these that the name or its records do not exist; all else is a failure to ask.
const absent: ReadonlySet<unknown> = new Set(['ENODATA', 'ENOTFOUND', 'NOTFOUND']);

async function orNone<T>(asked: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && 'code' in error && absent.has(error.code)) return [];
    throw error;
  }
}
