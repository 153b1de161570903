/** Keys further apart than this are no sequence. */
const MAX_PAUSE_MS = 3_000;

/** Finds a sequence of keys among those a caller presses. */
export class KeyWatch {
  readonly #sequence: string;
  #pressed = '';
  #lastAtMs = Number.NEGATIVE_INFINITY;

  /** @param sequence one key or more: 0 to 9, *, # */
  constructor(sequence: string) {
    this.#sequence = sequence;
  }

  /** One key. @returns whether the sequence is complete with it */
  press(digit: string, atMs: number): boolean {
    if (atMs - this.#lastAtMs > MAX_PAUSE_MS) this.#pressed = '';
    this.#lastAtMs = atMs;
    this.#pressed = `${this.#pressed}${digit}`.slice(-this.#sequence.length);
    return this.#pressed === this.#sequence;
  }
}
