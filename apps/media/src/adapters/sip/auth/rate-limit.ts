import type { Clock } from '../../../platform/clock.js';

/** How many are let through: `burst` at once, then `perSecond`. */
export type RateLimitOptions = { readonly perSecond: number; readonly burst: number; readonly clock: Clock };

/** Sources remembered; the one not seen for longest is forgotten, and begins anew. */
const MAX_SOURCES = 10_000;

/** A bucket of tokens for each source. */
export class RateLimit {
  readonly #options: RateLimitOptions;
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>();

  constructor(options: RateLimitOptions) {
    this.#options = options;
  }

  /** Whether one more is let through; takes a token when it is. */
  admits(source: string): boolean {
    const { perSecond, burst, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    const known = this.#buckets.get(source);
    const tokens = known ? Math.min(burst, known.tokens + ((nowMs - known.atMs) / 1000) * perSecond) : burst;
    this.#buckets.delete(source);
    this.#buckets.set(source, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: nowMs });
    if (this.#buckets.size > MAX_SOURCES) {
      const [oldest = ''] = this.#buckets.keys();
      this.#buckets.delete(oldest);
    }
    return tokens >= 1;
  }
}
