import { AppError } from '@callwright/protocol';
import type { Clock, Timer } from '../../../../platform/clock.js';

/** Ends a request whose other side has been silent for too long: before its answer, or in the middle. */
export class Watchdog {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #bark = new AbortController();
  readonly #message: string;
  #timer: Timer;

  /** @param message of the `speech.timeout` the signal is aborted with */
  constructor(clock: Clock, timeoutMs: number, message: string) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#message = message;
    this.#timer = this.#start();
  }

  get signal(): AbortSignal {
    return this.#bark.signal;
  }

  /** The same pieces; only the wait for each of them counts, not what is done with it. */
  async *watch<Piece>(pieces: AsyncIterable<Piece>): AsyncIterable<Piece> {
    for await (const piece of pieces) {
      this.#timer.cancel();
      yield piece;
      this.#timer = this.#start();
    }
  }

  cancel(): void {
    this.#timer.cancel();
  }

  #start(): Timer {
    return this.#clock.startTimer(this.#timeoutMs, () =>
      this.#bark.abort(new AppError('speech.timeout', this.#message)),
    );
  }
}
