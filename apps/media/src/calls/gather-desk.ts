import {
  cancelGather,
  conceal,
  continueGather,
  type GatherState,
  type GatherStep,
  type SecretVault,
  startGather,
} from '@callwright/flow-engine';
import type { Command, CommandOf, EngineEvent, SessionEventOf } from '@callwright/protocol';
import type { Clock, Timer } from '../platform/clock.js';

/** What a desk needs of its call. */
export type GatherPorts = {
  readonly clock: Clock;
  readonly execute: (command: Command) => void;
  readonly post: (event: EngineEvent) => void;
  readonly vault: SecretVault;
  /** Whether what the caller does is secret now: then it is neither recorded nor recognised. */
  readonly onSecret: (isSecret: boolean) => void;
};

/** So long after a secret question the caller's sound stays hidden: the last key is acted on at its start, and goes on. */
const SECRET_TAIL_MS = 1_000;

/** Carries out `gather` for a far side that has none, with the engine's reducer. One at a time: another interrupts. */
export class GatherDesk {
  readonly #ports: GatherPorts;
  readonly #timers = new Map<string, Timer>();
  /** Keys that went down in a secret question: which they were is not told when they come up either. */
  readonly #secretKeys = new Set<string>();
  #state: GatherState | null = null;
  #sequence = 0;
  #tail: Timer | null = null;
  #isHidden = false;

  constructor(ports: GatherPorts) {
    this.#ports = ports;
  }

  /** Counts the gathers begun; tells the one under way from another. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Begins; what was under way ends as `interrupted`. */
  start(command: CommandOf<'gather'>): void {
    this.cancel();
    this.#sequence += 1;
    if (command.secret) this.#hide();
    this.#take(startGather(command));
  }

  /** Whether keys that go down now are an answer to a question. */
  get isAsking(): boolean {
    return this.#state?.command.input.includes('dtmf') === true;
  }

  /** Whether keys that go down now are those of a secret. */
  get isSecret(): boolean {
    return this.#state?.command.secret === true;
  }

  /**
   * An event as everybody but the question itself may see it: without the keys of a secret.
   * @param isSecretElsewhere the caller is asked for a secret by another call, which this one was passed on to
   */
  conceal(event: EngineEvent, isSecretElsewhere = false): EngineEvent {
    if (event.event !== 'dtmf') return event;
    const { digit, phase } = event;
    const isSecret = phase === 'start' ? this.isSecret || isSecretElsewhere : this.#secretKeys.has(digit);
    if (!isSecret) return event;
    if (phase === 'start') this.#secretKeys.add(digit);
    else this.#secretKeys.delete(digit);
    return conceal(event, this.#ports.vault);
  }

  /** Shows an event of the call to the gather that was under way when it came: `sequence` as it was then. */
  receive(event: EngineEvent, sequence: number): void {
    // The flow's timers are none of the reducer's business, and it keeps its own to itself.
    if (event.event === 'timerFired' || sequence !== this.#sequence) return;
    if (this.#state) this.#take(continueGather(this.#state, event));
  }

  /** Calls off what is under way; nothing keeps listening. May be called twice. */
  cancel(): void {
    if (this.#state) this.#take(cancelGather(this.#state));
  }

  /** Forgets everything without a word: the call is over. May be called twice. */
  close(): void {
    this.#state = null;
    this.#tail?.cancel();
    this.#stopTimers();
  }

  #take({ state, effects, outcome }: GatherStep): void {
    this.#state = outcome ? null : state;
    if (outcome) this.#stopTimers();
    for (const effect of effects) {
      if (effect.effect === 'command') this.#ports.execute(effect.command);
      else if (effect.effect === 'stopTimer') this.#stopTimer(effect.timerId);
      else this.#startTimer(effect.timerId, effect.afterMs);
    }
    if (!outcome) return;
    const { gatherId, secret } = state.command;
    const timestamp = this.#ports.clock.nowMs();
    const result: SessionEventOf<'gatherResult'> = { event: 'gatherResult', timestamp, gatherId, ...outcome };
    this.#ports.post(secret ? conceal(result, this.#ports.vault) : result);
    if (secret) this.#showLater();
  }

  #hide(): void {
    this.#tail?.cancel();
    if (this.#isHidden) return;
    this.#isHidden = true;
    this.#ports.onSecret(true);
  }

  #showLater(): void {
    this.#tail?.cancel();
    this.#tail = this.#ports.clock.startTimer(SECRET_TAIL_MS, () => {
      this.#isHidden = false;
      this.#ports.onSecret(false);
    });
  }

  #startTimer(timerId: string, afterMs: number): void {
    this.#stopTimer(timerId);
    const sequence = this.#sequence;
    const fire = () => {
      if (!this.#state || sequence !== this.#sequence) return;
      this.#take(continueGather(this.#state, { event: 'timerFired', timestamp: this.#ports.clock.nowMs(), timerId }));
    };
    this.#timers.set(timerId, this.#ports.clock.startTimer(afterMs, fire));
  }

  #stopTimer(timerId: string): void {
    this.#timers.get(timerId)?.cancel();
    this.#timers.delete(timerId);
  }

  #stopTimers(): void {
    for (const timerId of [...this.#timers.keys()]) this.#stopTimer(timerId);
  }
}
