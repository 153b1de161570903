import {
  AppError,
  callId,
  type EngineEvent,
  type JournalEntry,
  type JournalLine,
  type Json,
  type SessionEvent,
} from '@callwright/protocol';
import type { FlowInstance } from '../instance.js';
import type { FlowProgram } from '../program.js';
import { FlowRunner } from '../runner.js';
import { type CallInput, type CallModel, type CallOutput, newCallModel } from './call-model.js';
import { type CallWorld, plainWorld } from './call-world.js';
import { FakeClock } from './fake-clock.js';
import { stepCall } from './step-call.js';

/** What a call in memory is made of. */
export type CallParts = {
  readonly program: FlowProgram;
  readonly world?: Partial<CallWorld>;
  /** Variables the flow starts with, besides `call`. */
  readonly input?: Readonly<Record<string, Json>>;
  readonly from?: string;
  readonly to?: string;
};

const NO_SERVICE = { status: null, error: 'http.network', values: {}, durationMs: 0, attempts: 1 };
const NO_CODE = { ok: false, error: 'Nothing runs code here.', durationMs: 0 };
/** 2025-01-06, a Monday, at nine in the morning. */
const CALL_STARTS_MS = 1_736_154_000_000;

/**
 * One call of one flow without sound, network or waiting: the engine and its runner as in a live call, a model of the
 * rest, and a clock that stands still until it is told. Everything that happens is in its journal.
 */
export class SimulatedCall {
  readonly clock = new FakeClock(CALL_STARTS_MS);
  /** Puts an event into the call's mailbox that its model would not report. */
  readonly post = (event: EngineEvent): void => this.#post(event);
  readonly #world: CallWorld;
  readonly #runner: FlowRunner;
  readonly #journal: JournalLine[] = [];
  readonly #mailbox: EngineEvent[] = [];
  readonly #timers = new Map<string, { readonly cancel: () => void }>();
  #model: CallModel;
  #isHandling = false;

  constructor({ program, world, input = {}, from = '+15550100', to = '+15550199' }: CallParts) {
    this.#world = { ...plainWorld, ...world };
    this.#model = newCallModel({ callId: callId.parse('c-memory'), from, to }, CALL_STARTS_MS);
    this.#runner = new FlowRunner(program, null, {
      nowMs: this.clock.nowMs,
      startTimer: this.clock.startTimer,
      execute: (command) => this.step({ input: 'command', command }),
      journal: (entry) => this.#write(entry),
      post: (event) => this.#post(event),
      request: ({ requestId }) =>
        this.#post({ event: 'httpResult', requestId, timestamp: this.clock.nowMs(), ...NO_SERVICE }),
      runCode: ({ codeId }) => this.#post({ event: 'codeResult', codeId, timestamp: this.clock.nowMs(), ...NO_CODE }),
    });
    this.step({ input: 'arrive' });
    this.#post(
      this.#runner.start({ input: { call: { id: this.#model.callId, from, to, protocol: 'memory' }, ...input } }),
    );
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
        this.#mailbox.push(output.event);
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
    this.#mailbox.push(event);
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

  #handle(event: EngineEvent): void {
    if (this.isOver && event.event !== 'hangup') {
      this.#write({ kind: 'event', event });
      return;
    }
    const asked = this.#model.gather?.command;
    this.#runner.receive(event);
    if (event.event === 'hangup') this.#close();
    if (!isOfCall(event)) return;
    // A question that this very event gave rise to does not take it for an answer.
    if (asked && asked === this.#model.gather?.command) this.step({ input: 'event', event });
  }

  #close(): void {
    this.#runner.close();
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
