import { hasToken, type SipResponse, withHeader, withHeaderAfter } from '@callwright/sip';
import type { Clock } from '../../platform/clock.js';
import type { TransactionTimers } from '../ports.js';
import { Repeater } from './repeater.js';

/** What the sender of reliable provisional responses needs. */
export type ReliableResponsesOptions = {
  readonly clock: Clock;
  readonly timers: TransactionTimers;
  /** Puts a response on the wire. */
  readonly send: (response: SipResponse) => void;
  /** No PRACK came for 64*T1: RFC 3262 §3 has the INVITE rejected. */
  readonly onTimeout: () => void;
};

// An application that sends without waiting is refused beyond this.
const maxWaiting = 16;

/** The provisional responses to one INVITE that want a PRACK each (RFC 3262 §3): one after the other, and again. */
export class ReliableResponses {
  readonly #options: ReliableResponsesOptions;
  readonly #waiting: (() => void)[] = [];
  #lastNumber = 0;
  #repeater: Repeater | null = null;

  constructor(options: ReliableResponsesOptions) {
    this.#options = options;
  }

  /** Whether a PRACK is outstanding. */
  get isWaiting(): boolean {
    return this.#repeater !== null;
  }

  /** Runs `task` now, or when every PRACK has come that is outstanding; false when too many wait already. */
  afterPrack(task: () => void): boolean {
    if (!this.isWaiting) {
      task();
      return true;
    }
    if (this.#waiting.length >= maxWaiting) return false;
    this.#waiting.push(task);
    return true;
  }

  /** The response with its number. To be given to `repeat` when it has been sent. */
  numbered(response: SipResponse): SipResponse {
    this.#lastNumber += 1;
    const written = withHeader(response, 'RSeq', String(this.#lastNumber));
    return hasToken(written, 'Require', '100rel') ? written : withHeaderAfter(written, 'Require', '100rel');
  }

  /** Sends a numbered response again until its PRACK comes. */
  repeat(response: SipResponse): void {
    const { clock, timers, send, onTimeout } = this.#options;
    const forMs = 64 * timers.t1Ms;
    this.#repeater = new Repeater({
      clock,
      firstMs: timers.t1Ms,
      maxMs: forMs,
      forMs,
      send: () => send(response),
      onTimeout: () => {
        this.stop();
        onTimeout();
      },
    });
  }

  /** Takes a PRACK's RAck; false when it acknowledges nothing that is outstanding. */
  acknowledge(rack: string, inviteSequence: number): boolean {
    const [, number = '', sequence = ''] = /^(\d+)\s+(\d+)\s+INVITE$/.exec(rack) ?? [];
    if (!this.isWaiting || Number(number) !== this.#lastNumber || Number(sequence) !== inviteSequence) return false;
    this.#repeater?.stop();
    this.#repeater = null;
    return true;
  }

  /** Runs what has waited for the PRACK, up to the next response that wants one. */
  goOn(): void {
    while (!this.isWaiting) {
      const task = this.#waiting.shift();
      if (!task) return;
      task();
    }
  }

  /** No more is sent; may be called twice. */
  stop(): void {
    this.#repeater?.stop();
    this.#repeater = null;
    this.#waiting.length = 0;
  }
}
