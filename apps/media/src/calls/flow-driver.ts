import { type FlowProgram, FlowRunner } from '@callwright/flow-engine';
import { AppError, type Command, type EngineEvent, type FlowRef, type Json } from '@callwright/protocol';
import type { Clock } from '../platform/clock.js';
import type { CallDriver } from './call-driver.js';
import type { CallSession } from './call-session.js';

const NO_CLIENT = { status: null, error: 'http.network', values: {}, durationMs: 0, attempts: 0 };
const NO_CODE = { ok: false, error: 'No code is run here.', durationMs: 0 };

/** A flow that drives a call: just another client of the call's own API. */
export class FlowDriver implements CallDriver {
  readonly kind = 'flow';
  readonly #program: FlowProgram;
  readonly #flow: FlowRef;
  readonly #clock: Clock;
  #runner: FlowRunner | null = null;
  #call: CallSession | null = null;
  #hasStarted = false;

  constructor(program: FlowProgram, flow: FlowRef, clock: Clock) {
    this.#program = program;
    this.#flow = flow;
    this.#clock = clock;
  }

  drive(call: CallSession): void {
    this.#call = call;
    this.#runner = new FlowRunner(this.#program, this.#flow, {
      nowMs: this.#clock.nowMs,
      startTimer: this.#clock.startTimer,
      execute: (command) => call.dispatch(command),
      journal: (entry) => call.journal.append(entry),
      post: (event) => call.post(event),
      request: ({ requestId }) =>
        call.post({ event: 'httpResult', requestId, timestamp: this.#clock.nowMs(), ...NO_CLIENT }),
      runCode: ({ codeId }) => call.post({ event: 'codeResult', codeId, timestamp: this.#clock.nowMs(), ...NO_CODE }),
    });
  }

  receive(event: EngineEvent): void {
    this.#runner?.receive(event);
    if (event.event === 'mediaReady') this.#start();
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
    const { callId, leg } = this.#call;
    const call: Json = { id: callId, from: leg.from, to: leg.to, protocol: leg.protocol };
    this.#call.post(this.#runner.start({ input: { call } }));
  }
}
