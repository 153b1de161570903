import type { DnsPort } from '../../../sip-server/transport/resolve/dns-port.js';

/** What DNS said to one question. `count`: records; null when nobody answered. */
export type DnsAnswer = {
  readonly kind: 'NAPTR' | 'SRV' | 'A or AAAA';
  readonly name: string;
  readonly count: number | null;
};

/** A DNS that keeps what it was asked and said. */
export type SeenDns = { readonly dns: DnsPort; readonly answers: readonly DnsAnswer[] };

/** Looks over the shoulder of who asks `dns`. */
export const seenDns = (dns: DnsPort): SeenDns => {
  const answers: DnsAnswer[] = [];
  const seen =
    <T>(kind: DnsAnswer['kind'], ask: (name: string) => Promise<readonly T[]>) =>
    async (name: string): Promise<readonly T[]> => {
      try {
        const records = await ask(name);
        answers.push({ kind, name, count: records.length });
        return records;
      } catch (error) {
        answers.push({ kind, name, count: null });
        throw error;
      }
    };
  return {
    dns: { naptr: seen('NAPTR', dns.naptr), srv: seen('SRV', dns.srv), addresses: seen('A or AAAA', dns.addresses) },
    answers,
  };
};
