import { type Command, callId, type SessionEvent } from '@callwright/protocol';
import { FakeClock } from '../simulator/fake-clock.js';
import { type CallInput, type CallModel, type CallOutput, newCallModel } from '../simulator/model/call-model.js';
import { type CallWorld, plainWorld } from '../simulator/model/call-world.js';
import { stepCall } from '../simulator/model/step-call.js';

/** A call and its clock, and nobody who drives it: what it reports for what a test does to it. */
export class CallBench {
  readonly clock = new FakeClock(1_000);
  /** With what was reported, in order. */
  readonly reports: (readonly [atMs: number, event: SessionEvent])[] = [];
  readonly #world: CallWorld;
  readonly #timers = new Map<string, { readonly cancel: () => void }>();
  model: CallModel = newCallModel({ callId: callId.parse('c-1'), from: 'a', to: 'b' }, 1_000);

  constructor(world: Partial<CallWorld> = {}) {
    this.#world = { ...plainWorld, ...world };
    this.step({ input: 'arrive' });
    this.reports.length = 0;
  }

  /** Something happens to it. */
  step(input: CallInput): this {
    const { model, outputs } = stepCall(this.model, input, this.clock.nowMs(), this.#world);
    this.model = model;
    for (const output of outputs) this.#take(output);
    return this;
  }

  /** Commands are given. */
  do(...commands: readonly Command[]): this {
    for (const command of commands) this.step({ input: 'command', command });
    return this;
  }

  /** Time passes. */
  wait(ms: number): this {
    this.clock.advance(ms);
    return this;
  }

  /** The events of one name so far: when, in ms since the arrival, and what they say besides their name. */
  told(name: SessionEvent['event']): readonly Readonly<Record<string, unknown>>[] {
    return this.reports.flatMap(([atMs, { event, timestamp, ...rest }]) =>
      event === name ? [{ atMs: atMs - 1_000, ...rest }] : [],
    );
  }

  #take(output: CallOutput): void {
    if (output.output === 'event') this.reports.push([this.clock.nowMs(), output.event]);
    if (output.output === 'stopTimer') this.#timers.get(output.timerId)?.cancel();
    if (output.output !== 'startTimer') return;
    const { timerId, afterMs } = output;
    this.#timers.get(timerId)?.cancel();
    this.#timers.set(
      timerId,
      this.clock.startTimer(afterMs, () => this.step({ input: 'timer', timerId })),
    );
  }
}
