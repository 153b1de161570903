/** Sound that waits to be played: grows as it is needed, up to a limit. */
export class SampleRing {
  readonly #maxCount: number;
  #samples: Int16Array;
  readonly #firstCount: number;
  #first = 0;
  #count = 0;
  #playedCount = 0;

  /** @param firstCount how much room there is at first @param maxCount what is more is refused */
  constructor(firstCount: number, maxCount: number) {
    this.#firstCount = Math.min(firstCount, maxCount);
    this.#maxCount = maxCount;
    this.#samples = new Int16Array(this.#firstCount);
  }

  /** Samples that wait. */
  get count(): number {
    return this.#count;
  }

  /** Samples that were played so far, or cleared. */
  get playedCount(): number {
    return this.#playedCount;
  }

  /** Adds sound; copied. @returns false when it is too much: nothing of it was added */
  add(samples: Int16Array): boolean {
    const count = this.#count + samples.length;
    if (count > this.#maxCount) return false;
    if (count > this.#samples.length) this.#grow(count);
    const at = (this.#first + this.#count) % this.#samples.length;
    const untilEnd = Math.min(samples.length, this.#samples.length - at);
    this.#samples.set(samples.subarray(0, untilEnd), at);
    this.#samples.set(samples.subarray(untilEnd), 0);
    this.#count = count;
    return true;
  }

  /** Fills `block`, with silence where there is no more. @returns how many samples there were */
  pull(block: Int16Array): number {
    const count = Math.min(block.length, this.#count);
    const { length } = this.#samples;
    for (let i = 0; i < count; i++) block[i] = this.#samples[(this.#first + i) % length] ?? 0;
    block.fill(0, count);
    this.#drop(count);
    return count;
  }

  clear(): void {
    this.#drop(this.#count);
    if (this.#samples.length > this.#firstCount) this.#samples = new Int16Array(this.#firstCount);
    this.#first = 0;
  }

  #drop(count: number): void {
    this.#first = (this.#first + count) % Math.max(1, this.#samples.length);
    this.#count -= count;
    this.#playedCount += count;
  }

  #grow(neededCount: number): void {
    const samples = new Int16Array(Math.min(this.#maxCount, Math.max(neededCount, this.#samples.length * 2)));
    const untilEnd = Math.min(this.#count, this.#samples.length - this.#first);
    samples.set(this.#samples.subarray(this.#first, this.#first + untilEnd));
    samples.set(this.#samples.subarray(0, this.#count - untilEnd), untilEnd);
    this.#samples = samples;
    this.#first = 0;
  }
}
