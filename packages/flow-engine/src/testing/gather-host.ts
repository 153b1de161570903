import type { CommandOf, EngineEvent } from '@callwright/protocol';
import {
  cancelGather,
  continueGather,
  type GatherEffect,
  type GatherOutcome,
  type GatherState,
  type GatherStep,
  startGather,
} from '../gather.js';

/** What a host knows of a gather: its state, what it left running, and its outcome. */
export class GatherHost {
  state: GatherState;
  outcome: GatherOutcome | null = null;
  readonly effects: GatherEffect[] = [];
  #timers: readonly string[] = [];
  #isListening = false;

  constructor(command: CommandOf<'gather'>) {
    const step = startGather(command);
    this.state = step.state;
    this.#take(step);
  }

  get timers() {
    return this.#timers;
  }

  get isListening() {
    return this.#isListening;
  }

  get timerName() {
    return this.#timers[0]?.split('.')[0];
  }

  see(...events: readonly EngineEvent[]): this {
    for (const event of events) if (!this.outcome) this.#take(continueGather(this.state, event));
    return this;
  }

  timeOut(): this {
    const [timerId = 'none'] = this.#timers;
    this.#timers = [];
    return this.see({ event: 'timerFired', timerId, timestamp: 0 });
  }

  cancel(): this {
    this.#take(cancelGather(this.state));
    return this;
  }

  #take({ state, effects, outcome }: GatherStep): void {
    this.state = state;
    this.outcome = outcome ?? null;
    for (const effect of effects) {
      this.effects.push(effect);
      if (effect.effect === 'startTimer') this.#timers = [...this.#timers, effect.timerId];
      if (effect.effect === 'stopTimer') this.#timers = this.#timers.filter((id) => id !== effect.timerId);
      if (effect.effect === 'command' && effect.command.command === 'asr')
        this.#isListening = effect.command.action === 'start';
    }
  }
}
