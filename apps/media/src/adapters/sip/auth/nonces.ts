import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../platform/clock.js';
import type { NewId } from '../../../platform/ids.js';

/** What a nonce that came back is worth: `stale` wants a new one, `unknown` was never given to who sent it. */
export type NonceState = 'fresh' | 'stale' | 'unknown';

/** How long a nonce may be used; a phone that registers again later gets another one. */
const LIFE_MS = 5 * 60_000;
/** Counters of nonces that proved something; the oldest are forgotten, and their nonces are stale from then on. */
const MAX_USED = 20_000;

/**
 * Nonces of digests (RFC 7616 §3.3). One that nobody has used yet is kept nowhere, it proves itself; so that asking for
 * them costs no memory. Once it has proved somebody, its count must grow, so that what was overheard is worth nothing.
 * Each is good for one address only: who can show it has been there to hear it, and did not just write the address of
 * somebody else into a datagram.
 */
export class Nonces {
  readonly #clock: Clock;
  readonly #newId: NewId;
  readonly #secret: string;
  readonly #counts = new Map<string, number>();
  #forgottenUntilMs = 0;

  constructor(clock: Clock, newId: NewId) {
    this.#clock = clock;
    this.#newId = newId;
    this.#secret = `${newId()}${newId()}`;
  }

  /** A new one, for an address. */
  next(address: string): string {
    const stamp = `${Math.floor(this.#clock.monotonicMs()).toString(36)}.${this.#newId()}`;
    return `${stamp}.${this.#seal(stamp, address)}`;
  }

  /** What it is worth with this count, from this address; nothing is kept of the question. */
  state(nonce: string, count: number, address: string): NonceState {
    if (!this.#isOurs(nonce, address)) return 'unknown';
    const madeAtMs = madeAt(nonce);
    if (this.#clock.monotonicMs() - madeAtMs > LIFE_MS) return 'stale';
    const used = this.#counts.get(nonce);
    if (used === undefined) return madeAtMs < this.#forgottenUntilMs ? 'stale' : 'fresh';
    return count > used ? 'fresh' : 'stale';
  }

  /** It has proved somebody: the same count is worth nothing any more. */
  use(nonce: string, count: number): void {
    this.#counts.delete(nonce);
    this.#counts.set(nonce, count);
    if (this.#counts.size <= MAX_USED) return;
    const [oldest = ''] = this.#counts.keys();
    this.#counts.delete(oldest);
    this.#forgottenUntilMs = Math.max(this.#forgottenUntilMs, madeAt(oldest) + 1);
  }

  #isOurs(nonce: string, address: string): boolean {
    const [time = '', id = '', seal = '', ...more] = nonce.split('.', 4);
    const expected = Buffer.from(this.#seal(`${time}.${id}`, address));
    const given = Buffer.from(seal);
    return more.length === 0 && given.length === expected.length && timingSafeEqual(given, expected);
  }

  #seal(stamp: string, address: string): string {
    return createHmac('sha256', this.#secret).update(`${stamp} ${address}`).digest('hex').slice(0, 32);
  }
}

const madeAt = (nonce: string): number => Number.parseInt(nonce, 36);
