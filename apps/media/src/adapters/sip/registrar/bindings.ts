import type { SipUserEntry, SipUserId } from '@callwright/protocol';
import type { Clock } from '../../../platform/clock.js';
import type { SipSource } from '../stack/sip-stack.js';

/** One phone of a user, and the way to it. */
export type Binding = {
  readonly userId: SipUserId;
  /** URI of its Contact. */
  readonly contact: string;
  /** What tells it from other phones of the user: its instance and flow (RFC 5626), else its contact. */
  readonly key: string;
  readonly source: SipSource;
  readonly userAgent: string;
  readonly callId: string;
  readonly sequence: number;
  readonly expiresAtMs: number;
};

/** Phones of one user; the one not heard of for longest gives way. */
const MAX_A_USER = 10;
const MAX_ALL = 10_000;

/** Where people can be reached (RFC 3261 §10.3). */
export class Bindings {
  readonly #clock: Clock;
  readonly #byUser = new Map<SipUserId, Map<string, Binding>>();
  readonly #onChange: () => void;

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Phones of a user that have not expired, the freshest first. */
  of(userId: SipUserId): readonly Binding[] {
    const nowMs = this.#clock.nowMs();
    const all = [...(this.#byUser.get(userId)?.values() ?? [])].filter(({ expiresAtMs }) => expiresAtMs > nowMs);
    return all.sort((one, other) => other.expiresAtMs - one.expiresAtMs);
  }

  /** Whether a phone of a user is registered from that address and port. */
  isFrom(userId: SipUserId, { address, port }: SipSource): boolean {
    return this.of(userId).some(({ source }) => source.address === address && source.port === port);
  }

  /** Of all users. */
  all(): readonly Binding[] {
    return [...this.#byUser.keys()].flatMap((userId) => this.of(userId));
  }

  /** Whether there is room for one more user. */
  get isFull(): boolean {
    return this.#byUser.size >= MAX_ALL;
  }

  find(userId: SipUserId, key: string): Binding | undefined {
    return this.#byUser.get(userId)?.get(key);
  }

  put(binding: Binding): void {
    const phones = this.#byUser.get(binding.userId) ?? new Map<string, Binding>();
    phones.delete(binding.key);
    phones.set(binding.key, binding);
    const [oldest] = phones.keys();
    if (phones.size > MAX_A_USER && oldest !== undefined) phones.delete(oldest);
    this.#byUser.set(binding.userId, phones);
    this.#onChange();
  }

  /** Takes a phone off, or all of a user. */
  remove(userId: SipUserId, key?: string): void {
    if (key !== undefined) this.#byUser.get(userId)?.delete(key);
    if (key === undefined || this.#byUser.get(userId)?.size === 0) this.#byUser.delete(userId);
    this.#onChange();
  }

  /** Forgets those that have expired, and users who are not there any more. */
  sweep(isThere: (userId: SipUserEntry['id']) => boolean): void {
    const nowMs = this.#clock.nowMs();
    let hasChanged = false;
    for (const [userId, phones] of this.#byUser) {
      for (const [key, { expiresAtMs }] of phones)
        if (expiresAtMs <= nowMs || !isThere(userId)) hasChanged = phones.delete(key) || hasChanged;
      if (phones.size === 0) this.#byUser.delete(userId);
    }
    if (hasChanged) this.#onChange();
  }
}

/** Where requests to a phone go first: back the way it registered, through its NAT or on its connection (RFC 5626). */
export const proxyOf = ({ source }: Pick<Binding, 'source'>): string => {
  const host = source.address.includes(':') ? `[${source.address}]` : source.address;
  return `sip:${host}:${source.port};transport=${source.transport}`;
};
