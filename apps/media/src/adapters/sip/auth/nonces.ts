import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../platform/clock.js';
import type { NewId } from '../../../platform/ids.js';

/** What a nonce that came back is worth: `stale` wants a new one, `unknown` was never ours or has been used before. */
export type NonceState = 'fresh' | 'stale' | 'unknown';

/** How long a nonce may be used; a phone that registers again later gets another one. */
const LIFE_MS = 5 * 60_000;
/** Counters of nonces that proved something; the oldest are forgotten, and their nonces are stale from then on. */
const MAX_USED = 20_000;

/**
 * Nonces of digests (RFC 7616 §3.3). One that nobody has used yet is kept nowhere, it proves itself; so that asking for
 * them costs no memory. Once it has proved somebody, its count must grow, so that what was overheard is worth nothing.
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

  /** A new one. */
  next(): string {
    const stamp = `${Math.floor(this.#clock.monotonicMs()).toString(36)}.${this.#newId()}`;
    return `${stamp}.${this.#seal(stamp)}`;
  }

  /** What it is worth with this count; nothing is kept of the question. */
  state(nonce: string, count: number): NonceState {
    const madeAtMs = this.#madeAtMs(nonce);
    if (madeAtMs === null) return 'unknown';
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
    this.#forgottenUntilMs = Math.max(this.#forgottenUntilMs, (this.#madeAtMs(oldest) ?? 0) + 1);
  }

  #madeAtMs(nonce: string): number | null {
    const [time = '', id = '', seal = ''] = nonce.split('.', 4);
    const expected = Buffer.from(this.#seal(`${time}.${id}`));
    const given = Buffer.from(seal);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    return Number.parseInt(time, 36);
  }

  #seal(stamp: string): string {
    return createHmac('sha256', this.#secret).update(stamp).digest('hex').slice(0, 32);
  }
}
