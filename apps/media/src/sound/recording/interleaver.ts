/** Puts two channels together, a second at a time. */
export class Interleaver {
  readonly #length: number;
  readonly #onFull: (samples: Int16Array) => void;
  #samples: Int16Array;
  #count = 0;
  /** Frames taken so far. */
  frameCount = 0;

  /** @param onFull gets every second that is full, to keep */
  constructor(rateHz: number, onFull: (samples: Int16Array) => void) {
    this.#length = rateHz * 2;
    this.#onFull = onFull;
    this.#samples = new Int16Array(this.#length);
  }

  /** Takes samples of both channels, as many of each. */
  add(left: Int16Array, right: Int16Array): void {
    for (let i = 0; i < left.length; i++) {
      this.#samples[this.#count] = left[i] ?? 0;
      this.#samples[this.#count + 1] = right[i] ?? 0;
      this.#count += 2;
      if (this.#count === this.#length) this.flush();
    }
    this.frameCount += left.length;
  }

  /** Hands over what there is. The next second gets a buffer of its own: the disk may still be reading this one. */
  flush(): void {
    if (this.#count === 0) return;
    this.#onFull(this.#samples.subarray(0, this.#count));
    this.#samples = new Int16Array(this.#length);
    this.#count = 0;
  }
}
