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
  #isOwn = false;

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

  // What came in is copied, once: simulated calls change all the time.
  set(change: Partial<CallModel>): void {
    if (!this.#isOwn) this.#now = { ...this.#now };
    this.#isOwn = true;
    Object.assign(this.#now, change);
  }

  /** @param body a new one: it becomes the event */
  report(body: EventBody, isSecret = false): void {
    const event: SessionEvent = withoutUndefined(Object.assign(body, { timestamp: this.nowMs }));
    this.outputs.push({ output: 'event', event, isSecret });
  }

  startTimer(timerId: string, afterMs: number): void {
    this.outputs.push({ output: 'startTimer', timerId, afterMs });
  }

  stopTimer(timerId: string): void {
    this.outputs.push({ output: 'stopTimer', timerId });
  }
}

// Most have none, and copying each would be felt.
const withoutUndefined = <Value extends object>(value: Value): Value => {
  for (const name in value) if (value[name] === undefined) return cleaned(value);
  return value;
};
const cleaned = <Value extends object>(value: Value): Value =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Value;
