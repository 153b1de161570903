import type { Clock } from '../../../platform/clock.js';
import type { AddressRecord, DnsPort } from './dns-port.js';

/** How long answers are kept. Node tells the life of addresses only; NAPTR and SRV are kept for `unknownTtlMs`. */
export type DnsCacheBounds = {
  readonly leastTtlMs: number;
  readonly mostTtlMs: number;
  readonly unknownTtlMs: number;
  /** For "there is none" and for "nobody answered". */
  readonly failureTtlMs: number;
  readonly maxNames: number;
  /** A question nobody answers in this time has failed, whatever the system's resolver still hopes for. */
  readonly answerMs: number;
};

/** Short enough to follow a carrier that moves, long enough that a burst of calls asks once. */
export const defaultDnsCacheBounds: DnsCacheBounds = {
  leastTtlMs: 5000,
  mostTtlMs: 300_000,
  unknownTtlMs: 60_000,
  failureTtlMs: 5000,
  maxNames: 2000,
  answerMs: 4000,
};

type Kept<T> = { readonly answer: Promise<readonly T[]>; untilMs: number };

/** Keeps what DNS answered; who asks while an answer is under way gets the same one. The oldest names go when full. */
export function createCachedDns(dns: DnsPort, clock: Clock, bounds: DnsCacheBounds = defaultDnsCacheBounds): DnsPort {
  const remember = <T>(ask: (name: string) => Promise<readonly T[]>, ttlMsOf: (answer: readonly T[]) => number) => {
    const kept = new Map<string, Kept<T>>();
    return (name: string): Promise<readonly T[]> => {
      const key = name.toLowerCase();
      const known = kept.get(key);
      if (known && known.untilMs > clock.monotonicMs()) return known.answer;
      kept.delete(key);
      dropOldest(kept, bounds.maxNames);
      const answer = within(clock, bounds.answerMs, ask(key));
      const entry: Kept<T> = { answer, untilMs: Number.POSITIVE_INFINITY };
      kept.set(key, entry);
      const keepFor = (ttlMs: number): void => {
        entry.untilMs = clock.monotonicMs() + ttlMs;
      };
      answer.then(
        (records) => keepFor(records.length > 0 ? ttlMsOf(records) : bounds.failureTtlMs),
        () => keepFor(bounds.failureTtlMs),
      );
      return answer;
    };
  };
  const addressTtlMs = (records: readonly AddressRecord[]): number => {
    const shortest = Math.min(...records.map(({ ttlSeconds }) => (ttlSeconds ?? bounds.unknownTtlMs / 1000) * 1000));
    return Math.min(Math.max(shortest, bounds.leastTtlMs), bounds.mostTtlMs);
  };
  return {
    naptr: remember(dns.naptr, () => bounds.unknownTtlMs),
    srv: remember(dns.srv, () => bounds.unknownTtlMs),
    addresses: remember(dns.addresses, addressTtlMs),
  };
}

function dropOldest(kept: Map<string, unknown>, maxNames: number): void {
  const [oldest] = kept.keys();
  if (kept.size >= maxNames && oldest !== undefined) kept.delete(oldest);
}

/** @throws Error when it took too long */
function within<T>(clock: Clock, mostMs: number, asked: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const deadline = clock.startTimer(mostMs, () => reject(new Error('DNS did not answer in time.')));
    asked.then(resolve, reject).finally(() => deadline.cancel());
  });
}
