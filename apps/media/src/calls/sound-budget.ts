import type { Clock } from '../platform/clock.js';

/**
 * How much sound may still be handed on: so many bytes at once, and what has been played since. A bucket that leaks as time
 * goes by.
 */
export class SoundBudget {
  readonly #clock: Clock;
  readonly #maxBytes: number;
  readonly #bytesPerMs: number;
  #usedBytes = 0;
  #atMs: number;

  /** @param bytesPerSecond by how much the use of it falls */
  constructor(clock: Clock, options: { readonly maxBytes: number; readonly bytesPerSecond: number }) {
    this.#clock = clock;
    this.#maxBytes = options.maxBytes;
    this.#bytesPerMs = options.bytesPerSecond / 1000;
    this.#atMs = clock.monotonicMs();
  }

  /** What of these bytes may be handed on: all, or so little that a sample that was cut in two stays whole. */
  admit(bytes: Uint8Array): Uint8Array {
    const nowMs = this.#clock.monotonicMs();
    this.#usedBytes = Math.max(0, this.#usedBytes - (nowMs - this.#atMs) * this.#bytesPerMs);
    this.#atMs = nowMs;
    if (this.#usedBytes + bytes.length > this.#maxBytes) return bytes.subarray(bytes.length - (bytes.length % 2));
    this.#usedBytes += bytes.length;
    return bytes;
  }

  /** Nothing of what was handed on is left. */
  clear(): void {
    this.#usedBytes = 0;
  }
}
