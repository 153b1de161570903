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
    const first = this.#ring.length - this.#at;
    if (first >= block.length) this.#ring.set(block, this.#at);
    else {
      this.#ring.set(block.subarray(0, first), this.#at);
      this.#ring.set(block.subarray(first));
    }
  }

  /** Fills `block` with what was put in as many samples ago as the line is long, and goes on to the next tick. */
  take(block: Int16Array): void {
    const at = (this.#at + this.#blockLength) % this.#ring.length;
    this.#at = at;
    const first = Math.min(block.length, this.#ring.length - at);
    this.#move(at, block, 0, first);
    this.#move(0, block, first, block.length);
  }

  /** By index, not by views: a view of its own for every block of every call costs more than the samples. */
  #move(at: number, block: Int16Array, from: number, to: number): void {
    const ring = this.#ring;
    for (let i = from; i < to; i++) block[i] = ring[at + i - from] ?? 0;
    ring.fill(0, at, at + to - from);
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
