import type {
  Command,
  Effect,
  EffectOf,
  EngineEvent,
  FlowRef,
  JournalEntry,
  Json,
  PlatformFallback,
} from '@callwright/protocol';
import { advance } from './advance.js';
import { type FlowInstance, newInstance } from './instance.js';
import type { FlowProgram } from './program.js';

/** What a runner needs of the world; a test hands in its own. */
export type RunnerPorts = {
  readonly nowMs: () => number;
  readonly startTimer: (afterMs: number, task: () => void) => { readonly cancel: () => void };
  /** Carries a command out. Never throws: a refusal comes back as an `error` or `ack` event. */
  readonly execute: (command: Command) => void;
  /** Writes a line and returns its number. */
  readonly journal: (entry: JournalEntry) => number;
  /** Where timers report; the call's mailbox, so that they take their turn. */
  readonly post: (event: EngineEvent) => void;
  /** Makes a request; answered by one `httpResult`. Never throws. */
  readonly request: (effect: EffectOf<'httpRequest'>) => void;
  /** Runs an author's code; answered by one `codeResult`. Never throws. */
  readonly runCode: (effect: EffectOf<'runCode'>) => void;
};

/** What a flow begins with, besides its program. */
export type FlowStart = {
  readonly input: Readonly<Record<string, Json>>;
  /** All the chance of the call. */
  readonly seed?: number;
  readonly fallback?: PlatformFallback;
};

/** Runs one flow for one call: the engine's hands. Holds the instance, its timers and nothing else. */
export class FlowRunner {
  readonly #program: FlowProgram;
  readonly #ports: RunnerPorts;
  readonly #timers = new Map<string, { readonly cancel: () => void }>();
  #instance: FlowInstance;
  #isClosed = false;

  constructor(program: FlowProgram, flow: FlowRef | null, ports: RunnerPorts) {
    this.#program = program;
    this.#ports = ports;
    this.#instance = newInstance(flow);
  }

  get instance(): FlowInstance {
    return this.#instance;
  }

  /** The event that begins a flow. */
  start({ input, ...rest }: FlowStart): EngineEvent {
    return { event: 'flowStarted', timestamp: this.#ports.nowMs(), input: { ...input }, ...rest };
  }

  /** One turn: journals the event, asks the engine, journals and performs its effects in order. */
  receive(event: EngineEvent): void {
    const cause = this.#ports.journal({ kind: 'event', event, toFlow: true });
    const turn = advance(this.#program, this.#instance, event);
    this.#instance = turn.instance;
    for (const effect of turn.effects) this.#ports.journal({ kind: 'effect', cause, effect });
    for (const effect of turn.effects) this.#perform(effect);
  }

  /** Calls off every timer; none starts from here on. May be called twice. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #perform(effect: Effect): void {
    switch (effect.effect) {
      case 'command':
        this.#ports.execute(effect.command);
        return;
      case 'startTimer':
        this.#startTimer(effect.timerId, effect.afterMs);
        return;
      case 'stopTimer':
        this.#stopTimer(effect.timerId);
        return;
      case 'httpRequest':
        this.#ports.request(effect);
        return;
      case 'runCode':
        this.#ports.runCode(effect);
        return;
      case 'stepEntered':
      case 'stepLeft':
      case 'stepFailed':
      case 'variableSet':
      case 'voiceSet':
      case 'flowFinished':
      case 'flowFailed':
        return;
    }
  }

  #startTimer(timerId: string, afterMs: number): void {
    this.#stopTimer(timerId);
    if (this.#isClosed) return;
    const fire = () => {
      this.#timers.delete(timerId);
      this.#ports.post({ event: 'timerFired', timestamp: this.#ports.nowMs(), timerId });
    };
    this.#timers.set(timerId, this.#ports.startTimer(afterMs, fire));
  }

  #stopTimer(timerId: string): void {
    this.#timers.get(timerId)?.cancel();
    this.#timers.delete(timerId);
  }
}
