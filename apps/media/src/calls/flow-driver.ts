import { endsUnheard, type FlowProgram, FlowRunner } from '@callwright/flow-engine';
import {
  AppError,
  type Command,
  type EngineEvent,
  type FlowRef,
  type Json,
  type PlatformFallback,
} from '@callwright/protocol';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/logging.js';
import type { Welcome } from './answering.js';
import type { CallDriver } from './call-driver.js';
import type { CallSession } from './call-session.js';
import { EffectDesk, type FlowServices } from './effect-desk.js';
import { hasStep } from './steps-of.js';

/** The kind of step at which a flow answers; one with such a step says itself when it does. */
const ANSWER = 'answer';

/** What a flow driver works with. */
export type FlowDriverParts = {
  readonly clock: Clock;
  readonly log: Log;
  readonly services: FlowServices;
  readonly newSeed: () => number;
  readonly fallback: PlatformFallback;
  /** Nobody has drawn the flow: it lets the call ring until somebody it passes the call on to talks to it. */
  readonly isMadeUp?: boolean;
};

/** A flow that drives a call: just another client of the call's own API. */
export class FlowDriver implements CallDriver {
  readonly kind = 'flow';
  readonly #program: FlowProgram;
  readonly #flow: FlowRef;
  readonly #parts: FlowDriverParts;
  #runner: FlowRunner | null = null;
  #call: CallSession | null = null;
  #seed: number | null = null;
  #turnsAway = false;
  #hasMedia = false;
  #hasStarted = false;
  #hasBegun = false;

  constructor(program: FlowProgram, flow: FlowRef, parts: FlowDriverParts) {
    this.#program = program;
    this.#flow = flow;
    this.#parts = parts;
  }

  /** Known from `drive` on. A flow that hangs up before anything is heard decides before the answer, and nothing rings. */
  get welcome(): Welcome {
    if (this.#parts.isMadeUp || hasStep(this.#program, ({ type }) => type === ANSWER)) return 'later';
    this.#turnsAway = this.#call?.isAnswered === false && endsUnheard(this.#program, this.#beginning(this.#call));
    return this.#turnsAway ? 'asked' : 'atOnce';
  }

  get isWaiting(): boolean {
    return !this.#hasBegun;
  }

  drive(call: CallSession): void {
    this.#call = call;
    const { clock, log, services } = this.#parts;
    const post = (event: EngineEvent) => call.post(event);
    const desk = new EffectDesk({ services, vault: call.vault, clock, log, signal: call.signal, post });
    this.#runner = new FlowRunner(this.#program, this.#flow, {
      nowMs: clock.nowMs,
      startTimer: clock.startTimer,
      execute: (command) => call.dispatch(command),
      journal: (entry) => call.journal.append(entry),
      post,
      request: desk.request,
      runCode: desk.runCode,
    });
  }

  receive(event: EngineEvent): void {
    this.#runner?.receive(event);
    if (event.event === 'flowStarted') this.#hasBegun = true;
    if (event.event === 'mediaReady') this.#hasMedia = true;
    // A call that is not answered yet has no sound of the caller's to wait for.
    if (event.event === 'incoming' || (this.#hasMedia && this.#call?.isAnswered)) this.#start();
  }

  /**
   * Drives a call that somebody else has driven so far, once it is in its hands.
   * @param before `isHeard`: the call has come in and can be heard; `hasMedia`: sound flows
   */
  goOn({ isHeard, hasMedia }: { readonly isHeard: boolean; readonly hasMedia: boolean }): void {
    this.#hasMedia ||= hasMedia;
    const isAnswered = this.#call?.isAnswered === true;
    if (isAnswered ? this.#hasMedia : isHeard) this.#start();
  }

  admit(command: Command): void {
    const isCommon = command.command === 'hangup' || command.command === 'candidate';
    if (isCommon || this.#mutesItself(command)) return;
    throw new AppError('call.notDriver', `A flow drives this call; ${command.command} is not yours to ask for.`);
  }

  hasFailed(): boolean {
    return this.#runner?.instance.status === 'failed';
  }

  hasFinished(): boolean {
    return this.#runner?.instance.status === 'finished';
  }

  close(): void {
    this.#runner?.close();
  }

  #mutesItself(command: Command): boolean {
    if (command.command !== 'mute' && command.command !== 'unmute') return false;
    return command.trackId !== undefined && String(command.trackId) === String(this.#call?.callId);
  }

  #start(): void {
    if (this.#hasStarted || !this.#runner || !this.#call) return;
    this.#hasStarted = true;
    const beginning = this.#beginning(this.#call);
    // Opening hours may have begun since it was asked.
    if (this.#turnsAway && !endsUnheard(this.#program, beginning)) this.#call.dispatch({ command: 'accept' });
    this.#call.post(beginning);
  }

  #beginning({ callId, leg }: CallSession): EngineEvent {
    const { clock, newSeed, fallback } = this.#parts;
    const { from, to, protocol, direction } = leg;
    const call: Json = { id: callId, from, to, protocol, direction, headers: readableHeaders(leg) };
    this.#seed ??= newSeed();
    return { event: 'flowStarted', timestamp: clock.nowMs(), input: { call }, seed: this.#seed, fallback };
  }
}

// RFC 3261 §7.3.1: names of headers are told apart without regard to case, those of variables are not.
const readableHeaders = ({ headers }: CallSession['leg']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
