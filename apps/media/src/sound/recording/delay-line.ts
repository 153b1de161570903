/** Gives samples back so many samples later. */
export class DelayLine {
  readonly #ring: Int16Array;
  readonly #blockLength: number;
  #at = 0;

  constructor(sampleCount: number, blockLength: number) {
    this.#ring = new Int16Array(sampleCount + blockLength);
    this.#blockLength = blockLength;
  }

  /** Writes the block of this tick over the silence that is there. */
  put(block: Int16Array): void {
    this.#copy(block, (ring, at, part) => ring.set(part, at));
  }

  /** Fills `block` with what was put in as many samples ago as the line is long, and goes on to the next tick. */
  take(block: Int16Array): void {
    const oldest = (this.#at + this.#blockLength) % this.#ring.length;
    this.#at = oldest;
    this.#copy(block, (ring, at, part) => {
      part.set(ring.subarray(at, at + part.length));
      ring.fill(0, at, at + part.length);
    });
  }

  /** Goes over a block's worth of the ring from where it stands, in one or two parts. */
  #copy(block: Int16Array, each: (ring: Int16Array, at: number, part: Int16Array) => void): void {
    const first = Math.min(block.length, this.#ring.length - this.#at);
    each(this.#ring, this.#at, block.subarray(0, first));
    if (first < block.length) each(this.#ring, 0, block.subarray(first));
  }
}

/** Remembers for so many ticks whether a gate was open: a block that waited is let through by what was so when it was made. */
export class DelayGate {
  readonly #wasOpen: Uint8Array;
  readonly #newest: number;
  #tick = 0;

  /** @param tickCount how long blocks wait; a fraction makes each of two ticks, and both must have been open */
  constructor(tickCount: number) {
    // Before the first tick the gate stood open.
    this.#wasOpen = new Uint8Array(Math.ceil(tickCount) + 1).fill(1);
    this.#newest = Math.floor(tickCount);
  }

  /** Goes on by one tick. @returns whether the block that comes out now may pass */
  pass(isOpen: boolean): boolean {
    const length = this.#wasOpen.length;
    this.#wasOpen[this.#tick % length] = isOpen ? 1 : 0;
    const oldest = this.#wasOpen[(this.#tick + 1) % length];
    const newest = this.#wasOpen[(this.#tick + length - this.#newest) % length];
    this.#tick += 1;
    return oldest === 1 && newest === 1;
  }
}
