import type { Clock, Timer } from '../../platform/clock.js';

/** What a session timer does when its time has come. */
export type SessionTimerOptions = {
  readonly clock: Clock;
  readonly intervalSeconds: number;
  /** Whether it is ours to refresh. */
  readonly isOurs: boolean;
  readonly onRefresh: () => void;
  readonly onExpired: () => void;
};

// RFC 4028 §10: a BYE goes out this much before the end, or a third of the interval if that is less.
const marginSeconds = 32;

/** Watches over one session between two refreshes (RFC 4028 §10). */
export class SessionTimer {
  readonly intervalSeconds: number;
  readonly #options: SessionTimerOptions;
  readonly #end: Timer;
  #refresh: Timer | null = null;

  constructor(options: SessionTimerOptions) {
    const { clock, intervalSeconds, isOurs, onExpired } = options;
    this.intervalSeconds = intervalSeconds;
    this.#options = options;
    this.#end = clock.startTimer((intervalSeconds - Math.min(marginSeconds, intervalSeconds / 3)) * 1000, onExpired);
    if (isOurs) this.refreshAfter((intervalSeconds / 2) * 1000);
  }

  /** Has the session refreshed at another time: soon, when it could not be now. */
  refreshAfter(ms: number): void {
    this.#refresh?.cancel();
    this.#refresh = this.#options.clock.startTimer(ms, this.#options.onRefresh);
  }

  /** May be called twice. */
  stop(): void {
    this.#end.cancel();
    this.#refresh?.cancel();
  }
}
