import type { Clock } from '../../platform/clock.js';
import type { Hop } from './resolve/hop.js';

// Somebody may have turned it on meanwhile; and a few hundred trunks and telephones are many.
const REMEMBER_MS = 600_000;
const MAX_HOPS = 1000;

/** Who did not take TCP, so that not every large request waits for it. */
export class TcpRefusals {
  readonly #clock: Clock;
  readonly #untilMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether this one refused lately. */
  has(hop: Hop): boolean {
    return (this.#untilMs.get(keyOf(hop)) ?? 0) > this.#clock.monotonicMs();
  }

  /** Remembers one; the oldest is forgotten when there are too many. */
  add(hop: Hop): void {
    const [oldest] = this.#untilMs.keys();
    if (this.#untilMs.size >= MAX_HOPS && oldest !== undefined) this.#untilMs.delete(oldest);
    this.#untilMs.set(keyOf(hop), this.#clock.monotonicMs() + REMEMBER_MS);
  }
}

const keyOf = ({ address, port }: Hop): string => `${address} ${port}`;
