/** A piece of sound in the queue. */
type Piece = {
  readonly samples: Int16Array;
  /** It may begin with a block, so that its blocks are those it was kept in. */
  readonly startsBlock: boolean;
};

/** Pieces that are done are let go of in such numbers. */
const DROPPED_AT_ONCE = 64;

/** Sound waiting to be played, in pieces of any length. Who puts it in sees to it that it is not too much. */
export class SoundQueue {
  readonly #pieces: Piece[] = [];
  #piece = 0;
  #offset = 0;
  #playedCount = 0;
  #totalCount = 0;
  /** Where it ends before its end. */
  #limit = Number.POSITIVE_INFINITY;
  #pulledPiece: Int16Array | null = null;
  #pulledOffset = 0;

  get playedCount(): number {
    return this.#playedCount;
  }

  /** Samples put in so far, or up to where it was cut. */
  get totalCount(): number {
    return Math.min(this.#limit, this.#totalCount);
  }

  /** Samples still to be played. */
  get aheadCount(): number {
    return this.totalCount - this.#playedCount;
  }

  get isDrained(): boolean {
    return this.#playedCount >= this.totalCount;
  }

  /** The piece all of the last `pull` came from, when it was one and filled the block; else null. */
  get pulledPiece(): Int16Array | null {
    return this.#pulledPiece;
  }

  /** Where in {@link pulledPiece} the last `pull` began. */
  get pulledOffset(): number {
    return this.#pulledOffset;
  }

  /**
   * Adds sound at the end; kept, not copied.
   * @param startsBlock a `pull` that is told so leaves the rest of its block empty before this
   */
  add(samples: Int16Array, startsBlock = false): void {
    if (samples.length === 0) return;
    this.#pieces.push({ samples, startsBlock });
    this.#totalCount += samples.length;
  }

  /** Lets nothing be played beyond so many samples. */
  cutAt(sampleCount: number): void {
    this.#limit = Math.min(this.#limit, sampleCount);
  }

  /**
   * Fills `block`.
   * @param isAligned whether pieces that may begin with a block do so
   * @returns how many samples there were; the rest of the block is left alone
   */
  pull(block: Int16Array, isAligned = false): number {
    this.#pulledPiece = null;
    const wanted = Math.min(block.length, this.aheadCount);
    let count = 0;
    while (count < wanted) {
      const piece = this.#pieces[this.#piece];
      if (piece === undefined || (isAligned && count > 0 && piece.startsBlock && this.#offset === 0)) break;
      count += this.#take(piece.samples, block, count, wanted);
    }
    this.#playedCount += count;
    return count;
  }

  #take(samples: Int16Array, block: Int16Array, at: number, wanted: number): number {
    const count = Math.min(wanted - at, samples.length - this.#offset);
    if (count === block.length) {
      this.#pulledPiece = samples;
      this.#pulledOffset = this.#offset;
    }
    const from = this.#offset;
    // No view of the samples for every block of every call.
    for (let i = 0; i < count; i++) block[at + i] = samples[from + i] ?? 0;
    this.#offset += count;
    if (this.#offset === samples.length) this.#next();
    return count;
  }

  #next(): void {
    this.#piece += 1;
    this.#offset = 0;
    if (this.#piece < DROPPED_AT_ONCE) return;
    this.#pieces.splice(0, this.#piece);
    this.#piece = 0;
  }
}
