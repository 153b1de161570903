import { maskSignal } from './mask-signal.js';
import type { KeptSignals, SignalEntry } from './signal-entry.js';

/** How much of a call's signalling is kept. */
export type SignalLimits = {
  /** Half of them for how the call began, half for how it went on last. */
  readonly maxEntries: number;
  /** Of one message; what is longer is cut. */
  readonly maxMessageChars: number;
  /** Of all messages together. */
  readonly maxChars: number;
};

/** Enough for a call of a day that is refreshed every three minutes. */
export const signalLimits: SignalLimits = { maxEntries: 400, maxMessageChars: 16_384, maxChars: 524_288 };

/**
 * Keeps the signalling of one call, without its secrets ({@link maskSignal}). When it is full, the oldest of the later half
 * goes: a call's beginning and its end tell most.
 */
export class SignalTrace {
  readonly #limits: SignalLimits;
  readonly #first: SignalEntry[] = [];
  readonly #last: SignalEntry[] = [];
  #chars = 0;
  #droppedCount = 0;

  constructor(limits: SignalLimits = signalLimits) {
    this.#limits = limits;
  }

  /** @param entry with the message as it was on the wire */
  add(entry: SignalEntry): void {
    const message = maskSignal(entry.message.slice(0, this.#limits.maxMessageChars));
    const half = Math.ceil(this.#limits.maxEntries / 2);
    const isEarly = this.#last.length === 0 && this.#first.length < half && this.#fits(message, 2);
    (isEarly ? this.#first : this.#last).push({ ...entry, message });
    this.#chars += message.length;
    while (this.#last.length > this.#limits.maxEntries - half || (this.#last.length > 1 && !this.#fits('', 1)))
      this.#drop();
  }

  /** What has been kept so far. */
  kept(): KeptSignals {
    return { entries: [...this.#first, ...this.#last], droppedCount: this.#droppedCount };
  }

  /** Whether it all stays within that part of the space. */
  #fits(message: string, share: number): boolean {
    return this.#chars + message.length <= this.#limits.maxChars / share;
  }

  #drop(): void {
    this.#chars -= this.#last.shift()?.message.length ?? 0;
    this.#droppedCount += 1;
  }
}
