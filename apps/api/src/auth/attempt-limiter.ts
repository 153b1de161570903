import { AppError } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';

const WINDOW_MS = 60_000;
const MAX_BY_ACCOUNT = 10;
const MAX_BY_ADDRESS = 30;
const MAX_REMEMBERED = 20_000;

type Attempts = { count: number; readonly sinceMs: number };

/**
 * Slows down guessing of passwords: so many sign-ins a minute for one account, and from one address. When too many
 * are remembered the oldest are forgotten first.
 */
@Injectable()
export class AttemptLimiter {
  readonly #attempts = new Map<string, Attempts>();

  constructor(private readonly clock: Clock) {}

  /**
   * Counts one attempt.
   * @throws AppError `api.tooManyRequests` when there were too many within the minute
   */
  count(account: string, address: string): void {
    // Both are counted before either refuses, so that an address cannot hide behind a blocked account.
    const byAddress = this.#add(`address ${address}`);
    const byAccount = this.#add(`account ${account.toLowerCase()}`);
    if (byAddress > MAX_BY_ADDRESS || byAccount > MAX_BY_ACCOUNT) {
      throw new AppError('api.tooManyRequests', 'Too many attempts to sign in; please wait a minute.');
    }
  }

  #add(key: string): number {
    const nowMs = this.clock.nowMs();
    const known = this.#attempts.get(key);
    const attempts = known && nowMs - known.sinceMs < WINDOW_MS ? known : { count: 0, sinceMs: nowMs };
    attempts.count += 1;
    if (attempts !== known) {
      this.#attempts.delete(key);
      this.#attempts.set(key, attempts);
      this.#forgetOldest();
    }
    return attempts.count;
  }

  #forgetOldest(): void {
    if (this.#attempts.size <= MAX_REMEMBERED) return;
    const [oldest] = this.#attempts.keys();
    if (oldest !== undefined) this.#attempts.delete(oldest);
  }
}
