/** What a call of a test came to; asking for it fails as the call did. */
export type PlannedCall<Outcome> = () => Promise<Outcome>;

/**
 * Calls that do not need one another, made a few at a time before their tests look at them: a call takes as long as it
 * speaks, and nobody else has to wait for that. What holds this process up (looking for a sound, recognising it) belongs
 * into the tests: in a call it would keep the packets of the calls beside it.
 */
export class CallsAtOnce {
  readonly #atOnce: number;
  readonly #planned: (() => Promise<void>)[] = [];

  /** @param atOnce few enough that the recognisers of a slow machine keep up with all who speak */
  constructor(atOnce = 3) {
    this.#atOnce = atOnce;
  }

  /** Adds a call to those that {@link makeAll} makes. */
  plan<Outcome>(make: () => Promise<Outcome>): PlannedCall<Outcome> {
    let outcome: Promise<Outcome> | undefined;
    this.#planned.push(async () => {
      outcome = make();
      // The test that asks for it is told.
      await outcome.catch(() => undefined);
    });
    return () => outcome ?? Promise.reject(new Error('This call has not been made.'));
  }

  /** Makes all calls that were planned, in their order; a failed one keeps none from being made. */
  async makeAll(): Promise<void> {
    const makeInTurn = async () => {
      for (let next = this.#planned.shift(); next; next = this.#planned.shift()) await next();
    };
    await Promise.all(Array.from({ length: this.#atOnce }, makeInTurn));
  }
}
