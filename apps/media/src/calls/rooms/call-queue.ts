import { AppError } from '@callwright/protocol';
import type { RoomName } from '../../link/messages.js';
import type { CallSession } from '../call-session.js';

/** Whoever waits in a queue. */
export type QueuedCall = {
  /** Higher goes first. */
  readonly priority: number;
  /** Told whenever the place changes, the first one included; 1 is next. @param estimatedWaitMs null: nobody knows */
  readonly onPlace: (position: number, estimatedWaitMs: number | null) => void;
  /** An agent takes the call. */
  readonly accept: (agent: CallSession) => TakenCall;
};

/** A caller in the hands of an agent. */
export type TakenCall = {
  readonly call: CallSession;
  /** Puts the caller into the agent's room. @throws AppError what the sound says */
  readonly join: (room: RoomName) => Promise<void>;
  /** The caller has gone. Never rejects. */
  readonly ended: Promise<void>;
  /** The agent is done. May be called twice. */
  readonly letGo: () => void;
};

/** A caller an agent may take. */
export type OfferedCall = {
  /** @throws AppError `call.ended` when the caller has left meanwhile */
  readonly accept: (agent: CallSession) => TakenCall;
  /** Gives the caller the place back. */
  readonly decline: () => void;
};

/** What a queue is made of. */
export type CallQueueOptions = {
  readonly maxCalls: number;
  readonly nowMs: () => number;
};

type Place = {
  readonly queued: QueuedCall;
  readonly sinceMs: number;
  readonly turn: number;
  /** Where it began; null until it has been told. */
  firstPosition: number | null;
  position: number | null;
  isGone: boolean;
};
type Agent = { readonly take: (offered: OfferedCall) => void };

/** So many of the last waits say how long the next one is. */
const REMEMBERED_WAITS = 10;

/** Callers who wait, and agents who wait for callers. Whoever came first is served first, priority aside. */
export class CallQueue {
  readonly #options: CallQueueOptions;
  #places: readonly Place[] = [];
  #agents: readonly Agent[] = [];
  /** How long those who were answered last took for each place they moved up, in ms. */
  #waits: readonly number[] = [];
  #turns = 0;

  constructor(options: CallQueueOptions) {
    this.#options = options;
  }

  get isFull(): boolean {
    return this.#places.length >= this.#options.maxCalls;
  }

  /** Lets a call wait. @returns takes it out again; may be called twice */
  wait(queued: QueuedCall): () => void {
    this.#turns += 1;
    const sinceMs = this.#options.nowMs();
    const place: Place = { queued, sinceMs, turn: this.#turns, firstPosition: null, position: null, isGone: false };
    this.#put(place);
    return () => {
      place.isGone = true;
      this.#places = this.#places.filter((one) => one !== place);
      this.#tellPlaces();
    };
  }

  /** Waits for the next caller. @param take called at most once, perhaps at once @returns stops waiting */
  serve(take: (offered: OfferedCall) => void): () => void {
    const agent = { take };
    this.#agents = [...this.#agents, agent];
    this.#match();
    return () => {
      this.#agents = this.#agents.filter((one) => one !== agent);
    };
  }

  #put(place: Place): void {
    this.#places = [...this.#places, place].toSorted(
      (a, b) => b.queued.priority - a.queued.priority || a.turn - b.turn,
    );
    this.#tellPlaces();
    this.#match();
  }

  #match(): void {
    const [place, ...places] = this.#places;
    const [agent, ...agents] = this.#agents;
    if (!place || !agent) return;
    this.#places = places;
    this.#agents = agents;
    const perPlaceMs = (this.#options.nowMs() - place.sinceMs) / (place.firstPosition ?? 1);
    this.#waits = [...this.#waits, perPlaceMs].slice(-REMEMBERED_WAITS);
    agent.take({
      accept: (call) => {
        if (place.isGone) throw new AppError('call.ended', 'The caller has left the queue.');
        return place.queued.accept(call);
      },
      decline: () => {
        if (!place.isGone) this.#put(place);
      },
    });
    this.#tellPlaces();
    this.#match();
  }

  #tellPlaces(): void {
    for (const [at, place] of this.#places.entries()) {
      const position = at + 1;
      if (place.position === position) continue;
      place.position = position;
      place.firstPosition ??= position;
      place.queued.onPlace(position, this.#estimateMs(position));
    }
  }

  #estimateMs(position: number): number | null {
    if (this.#waits.length === 0) return null;
    const perPlaceMs = this.#waits.reduce((sum, waitMs) => sum + waitMs, 0) / this.#waits.length;
    return Math.round(perPlaceMs * position);
  }
}
