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
    for (let from = 0; from < left.length; ) {
      const to = Math.min(left.length, from + (this.#length - this.#count) / 2);
      this.#put(left, right, from, to);
      from = to;
      if (this.#count === this.#length) this.flush();
    }
    this.frameCount += left.length;
  }

  #put(left: Int16Array, right: Int16Array, from: number, to: number): void {
    const samples = this.#samples;
    let at = this.#count;
    for (let i = from; i < to; i++) {
      samples[at] = left[i] ?? 0;
      samples[at + 1] = right[i] ?? 0;
      at += 2;
    }
    this.#count = at;
  }

  /** Hands over what there is. The next second gets a buffer of its own: the disk may still be reading this one. */
  flush(): void {
    if (this.#count === 0) return;
    this.#onFull(this.#samples.subarray(0, this.#count));
    this.#samples = new Int16Array(this.#length);
    this.#count = 0;
  }
}
