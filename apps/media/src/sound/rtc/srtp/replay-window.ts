/** RFC 3711 §3.3.2 asks for 64 at least. */
const WIDTH = 128;

/** Knows which packets were there already (RFC 3711 §3.3.2). What is too old to be known counts as having been there. */
export class ReplayWindow {
  readonly #seen = new Float64Array(WIDTH).fill(-1);
  #newest = -1;

  /** The highest index taken; -1 before the first. */
  get newest(): number {
    return this.#newest;
  }

  /** Whether a packet of this index is new. */
  isNew(index: number): boolean {
    return index > this.#newest - WIDTH && index >= 0 && this.#seen[index % WIDTH] !== index;
  }

  /** A packet of this index was there, and it was genuine. */
  take(index: number): void {
    this.#seen[index % WIDTH] = index;
    if (index > this.#newest) this.#newest = index;
  }
}
