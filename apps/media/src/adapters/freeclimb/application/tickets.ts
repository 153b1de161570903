import type { Principal } from '../../../calls/principal.js';
import type { Clock } from '../../../platform/clock.js';

/** Who may open a stream, and to where. */
export type Admission = { readonly principal: Principal; readonly endpoint: string };

/** Starts every ticket, so that it is told from keys and call tokens. */
export const TICKET_PREFIX = 'cwf_';
/** Between the answer of the webhook and the stream lies one fetch and one connection. */
const VALID_MS = 120_000;
/** What is more than this was asked for by nobody who means to call; the oldest go first. */
const MAX_TICKETS = 10_000;

type Ticket = Admission & { readonly expiresAtMs: number };

/** Tickets for one stream each: the webhook gives them out, the first message of a stream shows one. */
export class Tickets {
  readonly #clock: Clock;
  readonly #newSecret: () => string;
  readonly #open = new Map<string, Ticket>();

  /** @param newSecret 128 bits of chance or more, in letters that stand in any text */
  constructor(clock: Clock, newSecret: () => string) {
    this.#clock = clock;
    this.#newSecret = newSecret;
  }

  /** A fresh ticket. */
  issue(admission: Admission): string {
    const ticket = `${TICKET_PREFIX}${this.#newSecret()}`;
    this.#open.set(ticket, { ...admission, expiresAtMs: this.#clock.monotonicMs() + VALID_MS });
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= MAX_TICKETS) break;
      this.#open.delete(oldest);
    }
    return ticket;
  }

  /** What a ticket is good for, once; null when it has been used, has expired or is none of ours. */
  redeem(ticket: string): Admission | null {
    const found = this.#open.get(ticket);
    this.#open.delete(ticket);
    return found && found.expiresAtMs > this.#clock.monotonicMs() ? found : null;
  }
}
