import type { Clock, Timer } from '../../platform/clock.js';
import type { Counts } from './counts.js';
import type { TransportLimits } from './limits.js';

/** What an idle connection is watched with. */
export type IdleWatchOptions = {
  readonly isOurs: boolean;
  readonly clock: Clock;
  readonly limits: TransportLimits;
  readonly counts: Counts;
};

/** What the watch makes a connection do. */
export type IdleActions = { readonly keepAlive: () => void; readonly onIdle: () => void };

// Timer B and F at their defaults: who connects and says nothing for so long has nothing to say.
const FIRST_MESSAGE_MS = 32_000;

/**
 * Sees when a connection has come to nothing: no message for long, or a keep-alive of ours that is not answered though
 * others were. Keep-alives of the other side keep it open; ours alone do not.
 */
export class IdleWatch {
  readonly #options: IdleWatchOptions;
  readonly #actions: IdleActions;
  #lastMs: number;
  #hasMessage = false;
  #answersPings = false;
  #isPingOpen = false;
  #timer: Timer;
  #ping?: Timer;

  constructor(options: IdleWatchOptions, actions: IdleActions) {
    this.#options = options;
    this.#actions = actions;
    this.#lastMs = options.clock.monotonicMs();
    this.#timer = options.clock.startTimer(Math.min(FIRST_MESSAGE_MS, options.limits.idleMs), () => this.#check());
    this.#schedulePing();
  }

  /** A message came or went. */
  heard(): void {
    this.#hasMessage = true;
    this.#lastMs = this.#options.clock.monotonicMs();
  }

  /** The other side's keep-alive came: worth staying for, once it has sent a message. */
  heardKeepAlive(): void {
    this.#lastMs = this.#options.clock.monotonicMs();
  }

  /** Our keep-alive was answered. */
  heardPong(): void {
    this.#answersPings = true;
    this.#isPingOpen = false;
  }

  /** Ends all timers. */
  stop(): void {
    this.#timer.cancel();
    this.#ping?.cancel();
  }

  #check(): void {
    const { clock, limits } = this.#options;
    const restMs = this.#lastMs + limits.idleMs - clock.monotonicMs();
    if (this.#hasMessage && restMs > 0) this.#timer = clock.startTimer(restMs, () => this.#check());
    else this.#giveUp();
  }

  #schedulePing(): void {
    const { clock, limits, isOurs } = this.#options;
    if (!isOurs) return;
    this.#ping = clock.startTimer(limits.keepAliveMs, () => {
      // Some never answer, and mean nothing by it; who did and stops is gone.
      if (this.#isPingOpen && this.#answersPings) return this.#giveUp();
      this.#isPingOpen = true;
      this.#schedulePing();
      this.#actions.keepAlive();
    });
  }

  #giveUp(): void {
    this.stop();
    this.#options.counts.add('idle');
    this.#actions.onIdle();
  }
}
