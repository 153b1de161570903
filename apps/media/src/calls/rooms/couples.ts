import type { CallId } from '@callwright/protocol';
import type { RoomName } from '../../link/messages.js';
import type { CallSession } from '../call-session.js';
import { createDeferred } from './deferred.js';
import type { LostRing, Party } from './party.js';
import type { RoomPorts } from './room-ports.js';
import { waitFor } from './wait-for.js';

/** Two calls that talk with each other. */
export type Couple = {
  /** Whose talk it is: it goes on when the other has gone. */
  readonly first: CallSession;
  readonly second: CallSession;
  /** The second, as the first sees it. */
  readonly party: Party;
  readonly room: RoomName;
  /** Those of the first. */
  readonly ports: RoomPorts;
  /** The first talks to somebody else from now on, who is in the room already; what becomes of the second is not seen to. */
  readonly replace: (party: Party) => void;
  /** Whether the second ends with the first; it does until it is told otherwise. */
  readonly bind: (isBound: boolean) => void;
  /** The first has itself back. */
  readonly part: () => void;
};

/** Who talks with whom, for those who are handed over to others. */
export class Couples {
  readonly #couples = new Set<Couple>();

  get count(): number {
    return this.#couples.size;
  }

  /** @returns takes it out again */
  add(couple: Couple): () => void {
    this.#couples.add(couple);
    return () => this.#couples.delete(couple);
  }

  /** The couple a call is half of; null when it talks to nobody, or to a flow. */
  of(id: CallId): Couple | null {
    for (const couple of this.#couples) if (couple.first.callId === id || couple.second.callId === id) return couple;
    return null;
  }
}

/** How long a call stays with others, and where. */
export type Stay = {
  readonly room: RoomName;
  readonly signal: AbortSignal;
  readonly timeLimitMs?: number | undefined;
  readonly ports: RoomPorts;
};

/**
 * Stays with somebody who is in the room already, and with whoever takes their place, until one of them has gone; lets
 * the last one go then. @returns why nobody took the place of one who has gone, when that ended it
 */
export const stayWith = async (
  call: CallSession,
  first: Party,
  { room, signal, timeLimitMs, ports }: Stay,
): Promise<'ended' | 'timeout' | 'aborted' | LostRing> => {
  const { clock, couples } = ports;
  const untilMs = clock.monotonicMs() + (timeLimitMs ?? 0);
  for (let party = first; ; ) {
    const { session } = party;
    const next = createDeferred<Party | 'ended'>();
    const leave = session
      ? couples.add({
          ...{ first: call, second: session, party, room, ports },
          replace: next.resolve,
          bind: party.bind,
          part: () => next.resolve('ended'),
        })
      : () => undefined;
    const timeoutMs = timeLimitMs === undefined ? undefined : Math.max(0, untilMs - clock.monotonicMs());
    const ended = party.ended.then(() => 'ended' as const);
    const changes = party.becomes ? [next.promise, party.becomes] : [next.promise];
    const end = await waitFor(Promise.race([ended, ...changes]), { clock, timeoutMs, signal });
    leave();
    if (typeof end === 'string') {
      await party.letGo();
      return outcomeOf(end, party);
    }
    party = end;
  }
};

const outcomeOf = (end: 'ended' | 'timeout' | 'aborted', { lost }: Party) => (end === 'ended' && lost ? lost : end);
