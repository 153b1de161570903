import type { Clock, Timer } from '../../platform/clock.js';

/** How often to say something again. All in ms. */
export type Repetition = { readonly firstMs: number; readonly maxMs: number; readonly forMs: number };

/** What a repeater does: `send` again and again, and `onTimeout` when it was all in vain. */
export type RepeaterOptions = Repetition & {
  readonly clock: Clock;
  readonly send: () => void;
  readonly onTimeout: () => void;
};

/** Says something again, at intervals that double, until it is stopped or the time is over. The first time is not its. */
export class Repeater {
  readonly #options: RepeaterOptions;
  readonly #deadline: Timer;
  #next: Timer | null = null;

  constructor(options: RepeaterOptions) {
    this.#options = options;
    this.#deadline = options.clock.startTimer(options.forMs, () => {
      this.stop();
      options.onTimeout();
    });
    this.#wait(options.firstMs);
  }

  /** May be called twice. */
  stop(): void {
    this.#deadline.cancel();
    this.#next?.cancel();
  }

  #wait(ms: number): void {
    const { clock, maxMs, send } = this.#options;
    this.#next = clock.startTimer(ms, () => {
      this.#wait(Math.min(2 * ms, maxMs));
      send();
    });
  }
}
