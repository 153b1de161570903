import type { Clock } from '../../platform/clock.js';

/** How long a provider that failed is left out. */
const LEFT_OUT_MS = 30_000;

/** Which of some providers failed lately; shared by all calls, so that not each of them waits for the same silence. */
export class ProviderHealth {
  readonly #clock: Clock;
  readonly #failedAtMs = new Map<number, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The provider failed: others are asked before it for 30 s. */
  failed(index: number): void {
    this.#failedAtMs.set(index, this.#clock.monotonicMs());
  }

  /** The provider answered. */
  worked(index: number): void {
    this.#failedAtMs.delete(index);
  }

  /** Indices in the order to be asked: those in good health as preferred, then those left out, the longest first. */
  order(count: number): readonly number[] {
    const nowMs = this.#clock.monotonicMs();
    const all = Array.from({ length: count }, (_, index) => index);
    const failedAt = (index: number) => this.#failedAtMs.get(index) ?? Number.NEGATIVE_INFINITY;
    const isLeftOut = (index: number) => nowMs - failedAt(index) < LEFT_OUT_MS;
    return [
      ...all.filter((index) => !isLeftOut(index)),
      ...all.filter(isLeftOut).sort((one, other) => failedAt(one) - failedAt(other)),
    ];
  }
}
