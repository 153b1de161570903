import {
  AppError,
  type CommandName,
  callId,
  type EngineEvent,
  type JournalEntry,
  type JournalLine,
  type Json,
  type PlatformFallback,
  type SessionEvent,
} from '@callwright/protocol';
import type { FlowInstance } from '../instance.js';
import type { FlowProgram } from '../program.js';
import { FlowRunner } from '../runner.js';
import { conceal, SecretVault } from '../secret-vault.js';
import { FakeClock } from './fake-clock.js';
import { type CallInput, type CallModel, type CallOutput, newCallModel } from './model/call-model.js';
import { type CallWorld, type CodeOutcome, plainWorld, withFault } from './model/call-world.js';
import { stepCall } from './model/step-call.js';
import { NeverHappens } from './never-happens.js';
import { type Awaited, type HttpAnswer, type SeenRequest, SimulatedServices } from './simulated-services.js';

/** What a call in memory is made of. */
export type CallParts = {
  readonly program: FlowProgram;
  readonly world?: Partial<CallWorld>;
  /** Variables the flow starts with, besides `call`. */
  readonly input?: Readonly<Record<string, Json>>;
  readonly from?: string;
  readonly to?: string;
  /** Headers of the call, by name in small letters. */
  readonly headers?: Readonly<Record<string, string>>;
  /** When it arrives, in ms since the epoch; otherwise on Monday, 2025-01-06, at nine in the morning (UTC). */
  readonly startsAtMs?: number;
  /** All the chance of the call. */
  readonly seed?: number;
  /** What the platform does for a flow that failed. */
  readonly fallback?: PlatformFallback;
};

/** An event that waits for its turn, and as the question that is asked sees it. */
type Mail = { readonly event: EngineEvent; readonly unmasked: EngineEvent };

/** Nobody waits longer on the phone. */
const LONGEST_WAIT_MS = 86_400_000;
/** 2025-01-06, a Monday, at nine in the morning. */
const CALL_STARTS_MS = 1_736_154_000_000;

/**
 * One call of one flow without sound, network or waiting: the engine and its runner as in a live call, a model of the
 * rest, and a clock that stands still until it is told. Everything that happens is in its journal.
 */
export class SimulatedCall {
  readonly clock: FakeClock;
  /** Puts an event into the call's mailbox that its model would not report. */
  readonly post = (event: EngineEvent): void => this.#post(event);
  readonly #services: SimulatedServices;
  readonly #vault: SecretVault;
  readonly #runner: FlowRunner;
  readonly #program: FlowProgram;
  readonly #journal: JournalLine[] = [];
  readonly #mailbox: Mail[] = [];
  readonly #timers = new Map<string, { readonly cancel: () => void }>();
  #world: CallWorld;
  #model: CallModel;
  #isHandling = false;

  constructor({ program, world, input = {}, from = '+15550100', to = '+15550199', ...how }: CallParts) {
    const { startsAtMs = CALL_STARTS_MS, headers = {}, seed, fallback } = how;
    this.#program = program;
    this.clock = new FakeClock(startsAtMs);
    this.#world = { ...plainWorld, ...world };
    this.#model = newCallModel({ callId: callId.parse('c-memory'), from, to }, startsAtMs);
    const { nowMs, startTimer } = this.clock;
    let secrets = 0;
    this.#vault = new SecretVault(() => {
      secrets += 1;
      return `secret ${secrets}`;
    });
    const post = (event: EngineEvent) => this.#post(event);
    this.#services = new SimulatedServices({ world: this.#world, vault: this.#vault, nowMs, startTimer, post });
    this.#runner = new FlowRunner(program, null, {
      nowMs,
      startTimer,
      execute: (command) => this.step({ input: 'command', command }),
      journal: (entry) => this.#write(entry),
      post,
      request: (effect) => this.#services.request(effect),
      runCode: (effect) => this.#services.runCode(effect),
    });
    this.step({ input: 'arrive' });
    const call = { id: this.#model.callId, from, to, protocol: 'memory', headers };
    this.#post(this.#runner.start({ input: { call, ...input }, seed, fallback }));
  }

  get model(): CallModel {
    return this.#model;
  }

  get instance(): FlowInstance {
    return this.#runner.instance;
  }

  get journal(): readonly JournalLine[] {
    return this.#journal;
  }

  get isOver(): boolean {
    return this.#model.status === 'over';
  }

  /** Whether the step the flow is in waits to be told who answered. */
  get asksWhoAnswered(): boolean {
    const { node, subflow } = this.instance;
    const program = subflow === null ? this.#program : this.#program.subflows.get(subflow);
    return node !== null && program?.nodes.get(node)?.type.definition.asksWhoAnswered === true;
  }

  /** Every request the services received, with the secrets in it: what no journal holds. */
  get requests(): readonly SeenRequest[] {
    return this.#services.requests;
  }

  /** The requests and the code that nobody has answered yet, the oldest first. */
  get awaited(): readonly Awaited[] {
    return this.#services.awaited;
  }

  /** Answers the oldest request. @returns whether there was one */
  answerRequest(answer: HttpAnswer): boolean {
    return this.#services.answerRequest(answer);
  }

  /** Tells what came of the oldest code. @returns whether there was one */
  answerCode(outcome: CodeOutcome): boolean {
    return this.#services.answerCode(outcome);
  }

  /** Makes the next command of a name go wrong; if it does already, the one after it. */
  failNext(command: CommandName): void {
    const faults = withFault(this.#world.faults, command, this.#model.commandCounts[command] ?? 0);
    this.#world = { ...this.#world, faults };
  }

  /**
   * Lets time pass until something is so.
   * @throws NeverHappens when the call is over before, nothing is under way that could bring it about, or a day passes
   * @param what it is, for the message: `the caller could press 1`
   */
  waitFor(isSo: () => boolean, what: string): void {
    const untilMs = this.clock.nowMs() + LONGEST_WAIT_MS;
    while (!isSo()) {
      if (this.isOver) throw new NeverHappens(`The call was over before ${what}.`);
      const dueMs = this.clock.nextDueMs;
      if (dueMs === null || dueMs > untilMs)
        throw new NeverHappens(`The call waits for ever in step ${this.instance.node ?? '?'}, before ${what}.`);
      this.clock.advance(dueMs - this.clock.nowMs());
    }
  }

  /** Something happens to the call; returns when the flow has reacted to all it led to. */
  step(input: CallInput): void {
    const { model, outputs } = stepCall(this.#model, input, this.clock.nowMs(), this.#world);
    this.#model = model;
    for (const output of outputs) this.#take(output);
    this.#handleWaiting();
  }

  /**
   * Lets time pass until something is so, or the call is over.
   * @param limitMs how long at most
   * @returns whether it is so
   * @throws AppError `internal` when it cannot become so: nothing is under way any more
   */
  advanceUntil(isSo: () => boolean, limitMs = Number.POSITIVE_INFINITY): boolean {
    const untilMs = this.clock.nowMs() + limitMs;
    while (!isSo()) {
      if (this.isOver) return false;
      const dueMs = this.clock.nextDueMs;
      if (limitMs === Number.POSITIVE_INFINITY && dueMs === null) {
        throw new AppError('internal', `The call waits for ever in step ${this.instance.node ?? '?'}.`);
      }
      if (dueMs === null || dueMs > untilMs) {
        this.clock.advance(untilMs - this.clock.nowMs());
        return isSo();
      }
      this.clock.advance(dueMs - this.clock.nowMs());
    }
    return true;
  }

  #take(output: CallOutput): void {
    switch (output.output) {
      case 'event':
        this.#mailbox.push({
          event: output.isSecret ? conceal(output.event, this.#vault) : output.event,
          unmasked: output.event,
        });
        return;
      case 'composed':
        this.#write({ kind: 'command', command: output.command, by: 'call' });
        return;
      case 'startTimer':
        this.#startTimer(output.timerId, output.afterMs);
        return;
      case 'stopTimer':
        this.#stopTimer(output.timerId);
        return;
    }
  }

  #post(event: EngineEvent): void {
    this.#mailbox.push({ event, unmasked: event });
    this.#handleWaiting();
  }

  // One at a time and in order, as a live call's mailbox.
  #handleWaiting(): void {
    if (this.#isHandling) return;
    this.#isHandling = true;
    try {
      for (let next = this.#mailbox.shift(); next; next = this.#mailbox.shift()) this.#handle(next);
    } finally {
      this.#isHandling = false;
    }
  }

  #handle({ event, unmasked }: Mail): void {
    if (this.isOver && event.event !== 'hangup') {
      this.#write({ kind: 'event', event });
      return;
    }
    const asked = this.#model.gather?.command;
    this.#runner.receive(event);
    if (event.event === 'hangup') this.#close();
    if (!isOfCall(unmasked)) return;
    // A question that this very event gave rise to does not take it for an answer.
    if (asked && asked === this.#model.gather?.command) this.step({ input: 'event', event: unmasked });
  }

  #close(): void {
    this.#runner.close();
    this.#services.close();
    this.#vault.clear();
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #write(entry: JournalEntry): number {
    const seq = this.#journal.length;
    this.#journal.push({ seq, atMs: this.clock.monotonicMs(), ...entry } as JournalLine);
    return seq;
  }

  #startTimer(timerId: string, afterMs: number): void {
    this.#stopTimer(timerId);
    const fire = () => {
      this.#timers.delete(timerId);
      this.step({ input: 'timer', timerId });
    };
    this.#timers.set(timerId, this.clock.startTimer(afterMs, fire));
  }

  #stopTimer(timerId: string): void {
    this.#timers.get(timerId)?.cancel();
    this.#timers.delete(timerId);
  }
}

// What the engine's own effects led to is nothing a call reports.
const isOfCall = (event: EngineEvent): event is SessionEvent =>
  !['flowStarted', 'timerFired', 'httpResult', 'codeResult'].includes(event.event);
