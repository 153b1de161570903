import type { SoundStream } from '../../../calls/sound-port.js';
import type { Clock } from '../../../platform/clock.js';

/** How long a key was down whose beginning or end nobody told. */
const UNKNOWN_MS = 100;
/** What is longer was not told right. */
const LONGEST_MS = 60_000;
/** Changes that come before there is a stream to press keys on. */
const MAX_EARLY = 64;
const KEY = /^[0-9A-D*#]$/;

type Change = { readonly digit: string; readonly phase: 'start' | 'end'; readonly durationMs: number };
type Down = { readonly digit: string; readonly toldAtMs: number | null; readonly heardAtMs: number };

/** Keys as a platform tells them, by their beginning and their end, each as long as it was down. */
export class CallerKeys {
  readonly #clock: Clock;
  #stream: SoundStream | null = null;
  #early: Change[] = [];
  #down: Down | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Keys are pressed here from now on, those first that came before. */
  async attach(stream: SoundStream): Promise<void> {
    // More may come while these are told.
    for (let next = this.#early.shift(); next; next = this.#early.shift())
      await stream.pressKey(next.digit, next.durationMs, next.phase);
    this.#stream = stream;
  }

  /** A key goes down. @param atMs when, by the platform's clock; null when it does not say */
  start(name: string, atMs: number | null): void {
    const digit = name.toUpperCase();
    // Of two at once the end of the first may never come.
    if (this.#down) this.#release(this.#down, null);
    if (!KEY.test(digit)) return;
    this.#down = { digit, toldAtMs: atMs, heardAtMs: this.#clock.monotonicMs() };
    this.#tell({ digit, phase: 'start', durationMs: 0 });
  }

  /** A key comes up. Of one whose beginning was not told, this is the first that is known. */
  end(name: string, atMs: number | null): void {
    const digit = name.toUpperCase();
    if (this.#down?.digit === digit) {
      this.#release(this.#down, atMs);
      return;
    }
    if (!KEY.test(digit)) return;
    this.#tell({ digit, phase: 'start', durationMs: 0 });
    this.#tell({ digit, phase: 'end', durationMs: UNKNOWN_MS });
  }

  #release({ digit, toldAtMs, heardAtMs }: Down, atMs: number | null): void {
    this.#down = null;
    const isTold = atMs !== null && toldAtMs !== null && atMs > toldAtMs;
    const lengthMs = isTold ? atMs - toldAtMs : this.#clock.monotonicMs() - heardAtMs;
    // Both told at once, and without a time: nobody knows.
    const durationMs = lengthMs > 0 ? Math.min(Math.round(lengthMs), LONGEST_MS) : UNKNOWN_MS;
    this.#tell({ digit, phase: 'end', durationMs });
  }

  #tell(change: Change): void {
    const { digit, durationMs, phase } = change;
    if (this.#stream) void this.#stream.pressKey(digit, durationMs, phase).catch(() => undefined);
    else if (this.#early.length < MAX_EARLY) this.#early.push(change);
  }
}
