import { AppError } from '@callwright/protocol';
import type { Clock } from '../../../platform/clock.js';
import type { TakosRoomAddress, TakosTicket, TakosTokens } from '../ports.js';

/** What tokens are made of. */
export type TokensOptions = {
  readonly clock: Clock;
  /** At least 128 bits of chance, of letters, digits, dashes and underscores. */
  readonly newToken: () => string;
  /** Whether somebody is in a room, or may come back to it. */
  readonly isLive: (room: TakosRoomAddress) => boolean;
};

/** A token nobody has used lets nobody in any more after this time (spec 1 §1). */
export const UNUSED_TOKEN_MS = 120_000;
/** More are not given out: nobody has so many calls that have not begun. */
const MAX_TOKENS = 20_000;

type Issued = { readonly ticket: TakosTicket; readonly issuedAtMs: number; isUsed: boolean };

/**
 * Tokens for rooms, each bound to one user in one room. One that is not used expires; one that was used lets its user come
 * back for as long as the call lives, and nobody in after its end.
 */
export class Tokens implements TakosTokens {
  readonly #options: TokensOptions;
  readonly #issued = new Map<string, Issued>();

  constructor(options: TokensOptions) {
    this.#options = options;
  }

  /** Tokens that are kept: at most those that still let somebody in, and some that have just expired. */
  get count(): number {
    return this.#issued.size;
  }

  /** A new token. @throws AppError `call.busy` when too many are out */
  issue(ticket: TakosTicket): string {
    if (this.#issued.size >= MAX_TOKENS) this.#sweep();
    if (this.#issued.size >= MAX_TOKENS) throw new AppError('call.busy', 'Too many calls are about to begin.');
    const token = this.#options.newToken();
    this.#issued.set(token, { ticket, issuedAtMs: this.#options.clock.nowMs(), isUsed: false });
    return token;
  }

  take(token: string): TakosTicket | null {
    const issued = this.#issued.get(token);
    if (issued === undefined) return null;
    if (!this.#isGood(issued)) {
      this.#issued.delete(token);
      return null;
    }
    issued.isUsed = true;
    return issued.ticket;
  }

  /** The call is over: nobody gets in by a token that was given out for it. */
  revoke({ workspaceId, roomId }: TakosRoomAddress): void {
    for (const [token, { ticket }] of this.#issued)
      if (ticket.roomId === roomId && ticket.workspaceId === workspaceId) this.#issued.delete(token);
  }

  #sweep(): void {
    for (const [token, issued] of this.#issued) if (!this.#isGood(issued)) this.#issued.delete(token);
  }

  // One that was used before anybody came into the room has the time of an unused one.
  #isGood({ ticket, issuedAtMs, isUsed }: Issued): boolean {
    const isFresh = this.#options.clock.nowMs() - issuedAtMs < UNUSED_TOKEN_MS;
    return isFresh || (isUsed && this.#options.isLive(ticket));
  }
}
