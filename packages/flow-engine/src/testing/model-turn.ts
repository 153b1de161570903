import { type Command, type SessionEvent, type TrackId, trackId } from '@callwright/protocol';
import type { CallModel, CallOutput } from './call-model.js';
import type { CallWorld } from './call-world.js';

/** An event before it is told when it happened. */
export type EventBody = SessionEvent extends infer One
  ? One extends SessionEvent
    ? Omit<One, 'timestamp'>
    : never
  : never;

/** One input being worked off: what the parts of a call share. The only place where a model changes. */
export class ModelTurn {
  readonly outputs: CallOutput[] = [];
  readonly nowMs: number;
  readonly world: CallWorld;
  /** Carries out a command as if the driver had given it. */
  readonly perform: (command: Command) => void;
  #now: CallModel;

  constructor(
    before: CallModel,
    nowMs: number,
    world: CallWorld,
    perform: (turn: ModelTurn, command: Command) => void,
  ) {
    this.#now = before;
    this.nowMs = nowMs;
    this.world = world;
    this.perform = (command) => perform(this, command);
  }

  get model(): CallModel {
    return this.#now;
  }

  get callerTrack(): TrackId {
    return trackId.parse(this.#now.callId);
  }

  /** Ms between the call's arrival and a moment. */
  sinceStart(atMs: number): number {
    return atMs - this.#now.startedAtMs;
  }

  set(change: Partial<CallModel>): void {
    this.#now = { ...this.#now, ...change };
  }

  report(body: EventBody, isSecret = false): void {
    const event = withoutUndefined({ ...body, timestamp: this.nowMs } as SessionEvent);
    this.outputs.push({ output: 'event', event, isSecret });
  }

  startTimer(timerId: string, afterMs: number): void {
    this.outputs.push({ output: 'startTimer', timerId, afterMs });
  }

  stopTimer(timerId: string): void {
    this.outputs.push({ output: 'stopTimer', timerId });
  }
}

// Most have none, and copying each would be felt: simulated calls report all the time.
const withoutUndefined = <Value extends object>(value: Value): Value =>
  Object.values(value).includes(undefined)
    ? (Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Value)
    : value;
