import type { Clock } from '../../platform/clock.js';
import { addressKey } from './address-key.js';

/** How fast one address may be. */
export type Rate = { readonly perSecond: number; readonly burst: number };

type Bucket = { tokens: number; atMs: number };

/** A token bucket for each address, for so many addresses; the one not heard of for longest gives way to a new one. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #rate: Rate;
  readonly #maxAddresses: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock, rate: Rate, maxAddresses: number) {
    this.#clock = clock;
    this.#rate = rate;
    this.#maxAddresses = maxAddresses;
  }

  /**
   * Takes a token; false when there is none.
   * @param kept so many are left for others
   */
  take(address: string, kept = 0): boolean {
    const bucket = this.#bucketOf(addressKey(address));
    if (bucket.tokens < 1 + kept) return false;
    bucket.tokens -= 1;
    return true;
  }

  /** Tokens that an address has not used of late. */
  left(address: string): number {
    return this.#bucketOf(addressKey(address)).tokens;
  }

  /** Addresses kept. */
  get size(): number {
    return this.#buckets.size;
  }

  #bucketOf(key: string): Bucket {
    const known = this.#buckets.get(key);
    const nowMs = this.#clock.monotonicMs();
    const bucket = known ?? { tokens: this.#rate.burst, atMs: nowMs };
    const gained = ((nowMs - bucket.atMs) / 1000) * this.#rate.perSecond;
    bucket.tokens = Math.min(this.#rate.burst, bucket.tokens + gained);
    bucket.atMs = nowMs;
    // A Map keeps the order of setting: who is set again is the latest.
    this.#buckets.delete(key);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size >= this.#maxAddresses && oldest !== undefined) this.#buckets.delete(oldest);
    this.#buckets.set(key, bucket);
    return bucket;
  }
}
