import { headerOf, parseCSeq, type SipMessage } from '@callwright/sip';
import type { Clock } from '../../platform/clock.js';
import { addressKey } from './address-key.js';

/** As long as a registration may last. */
const REMEMBER_MS = 7_200_000;

/**
 * Addresses where somebody was let in: a call or a registration of theirs got a 2xx. So that a flood of strangers, who may
 * write whatever address into a datagram, does not keep out those who are at home here.
 */
export class KnownAddresses {
  readonly #clock: Clock;
  readonly #maxAddresses: number;
  readonly #untilMs = new Map<string, number>();

  constructor(clock: Clock, maxAddresses: number) {
    this.#clock = clock;
    this.#maxAddresses = maxAddresses;
  }

  /** Takes note of a message that is sent. */
  note(message: SipMessage, address: string): void {
    if (message.kind === 'request' || message.status < 200 || message.status >= 300) return;
    const method = parseCSeq(headerOf(message, 'CSeq') ?? '')?.method;
    if (method !== 'INVITE' && method !== 'REGISTER') return;
    const key = addressKey(address);
    this.#untilMs.delete(key);
    const [oldest] = this.#untilMs.keys();
    if (this.#untilMs.size >= this.#maxAddresses && oldest !== undefined) this.#untilMs.delete(oldest);
    this.#untilMs.set(key, this.#clock.monotonicMs() + REMEMBER_MS);
  }

  /** Whether somebody was let in from there lately. */
  has(address: string): boolean {
    return (this.#untilMs.get(addressKey(address)) ?? 0) > this.#clock.monotonicMs();
  }
}
