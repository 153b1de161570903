const nothing = {
  received: 0,
  sent: 0,
  garbage: 0,
  scanner: 0,
  overRate: 0,
  malformed: 0,
  stray: 0,
  crowded: 0,
  slow: 0,
  idle: 0,
  stuck: 0,
  undeliverable: 0,
  notRenewed: 0,
};

/** The name of a count. */
export type CountName = keyof typeof nothing;

/**
 * What is counted: messages `received` and `sent`; datagrams and messages dropped because they are no SIP (`garbage`),
 * come from a known scanner (`scanner`) or too fast (`overRate`); refused with 400 and the like (`malformed`); responses
 * to no request of ours (`stray`); connections refused because there are too many (`crowded`), and ended because a
 * message took too long to arrive (`slow`), nothing came any more (`idle`) or what we send is not taken (`stuck`);
 * messages that found no way (`undeliverable`); hours in which the TLS files could not be read again (`notRenewed`).
 */
export type TransportCounts = { readonly [K in CountName]: number };

/** Counts, from the start of the process. */
export class Counts {
  readonly #counts = { ...nothing };

  /** One more. */
  add(name: CountName): void {
    this.#counts[name] += 1;
  }

  /** A copy of all. */
  all(): TransportCounts {
    return { ...this.#counts };
  }
}
