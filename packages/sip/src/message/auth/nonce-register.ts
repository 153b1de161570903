/** What bounds a server's nonces. */
export type NonceLimits = { readonly lifetimeMs: number; readonly nonceCount: number };

const defaultLimits: NonceLimits = { lifetimeMs: 300_000, nonceCount: 10_000 };

type Issued = { readonly untilMs: number; readonly highestCount: number };

/**
 * The nonces a server gave out, each good for a while, every count with it only once (RFC 7616 §3.4: a replay shows by
 * its `nc`). When it is full the oldest is forgotten; who held it is told that it is stale and tries again.
 */
export class NonceRegister {
  readonly #limits: NonceLimits;
  readonly #issued = new Map<string, Issued>();

  /** @param limits five minutes and 10,000 nonces unless told otherwise */
  constructor(limits: NonceLimits = defaultLimits) {
    this.#limits = limits;
  }

  /** Notes a nonce that goes out in a challenge. It must be unguessable, and never the same twice. */
  issue(nonce: string, nowMs: number): void {
    const [oldest] = this.#issued.keys();
    if (this.#issued.size >= this.#limits.nonceCount && oldest !== undefined) this.#issued.delete(oldest);
    this.#issued.set(nonce, { untilMs: nowMs + this.#limits.lifetimeMs, highestCount: 0 });
  }

  /**
   * Whether the nonce may be used, and notes that it was. Call it when the response is right: else anybody could use up
   * the counts of others.
   * @param nonceCount 1 when the credentials have no `qop`: such a nonce is good once
   * @returns `stale`: challenge again, saying so; `replayed`: refuse
   */
  use(nonce: string, nonceCount: number, nowMs: number): 'good' | 'stale' | 'replayed' {
    const issued = this.#issued.get(nonce);
    if (!issued || issued.untilMs <= nowMs) {
      this.#issued.delete(nonce);
      return 'stale';
    }
    if (nonceCount <= issued.highestCount) return 'replayed';
    this.#issued.set(nonce, { ...issued, highestCount: nonceCount });
    return 'good';
  }
}

/** A client's counts: how often each nonce was used. Only the last few nonces are remembered. */
export class NonceCounts {
  readonly #counts = new Map<string, number>();

  /** The count for the next request with this nonce: 1, 2, 3 ... */
  next(nonce: string): number {
    const count = (this.#counts.get(nonce) ?? 0) + 1;
    this.#counts.delete(nonce);
    this.#counts.set(nonce, count);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > 64 && oldest !== undefined) this.#counts.delete(oldest);
    return count;
  }
}
