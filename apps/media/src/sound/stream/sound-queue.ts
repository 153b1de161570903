/**
 * Sound waiting to be played, in pieces of any length. Bounded by what is put in: one prompt, or the texts of one
 * playback.
 */
export class SoundQueue {
  readonly #pieces: Int16Array[] = [];
  #piece = 0;
  #offset = 0;
  #playedCount = 0;
  #totalCount = 0;
  /** Samples to be left out before anything is played. */
  #skipCount = 0;
  /** Where it ends before its end. */
  #limit = Number.POSITIVE_INFINITY;
  readonly #keepsPlayed: boolean;

  /** @param options.keepsPlayed so that `rewind` can play it again */
  constructor(options: { readonly keepsPlayed: boolean }) {
    this.#keepsPlayed = options.keepsPlayed;
  }

  get playedCount(): number {
    return this.#playedCount;
  }

  /** Samples put in so far, or up to where it was cut. */
  get totalCount(): number {
    return Math.min(this.#limit, this.#totalCount);
  }

  get isDrained(): boolean {
    return this.#playedCount >= this.totalCount;
  }

  /** Adds sound at the end; kept, not copied. */
  add(samples: Int16Array): void {
    if (samples.length === 0) return;
    this.#pieces.push(samples);
    this.#totalCount += samples.length;
  }

  /** Lets nothing be played beyond so many samples. */
  cutAt(sampleCount: number): void {
    this.#limit = Math.min(this.#limit, sampleCount);
  }

  /** Leaves so many of the next samples out, as soon as they are there; they count as played. */
  skip(sampleCount: number): void {
    this.#skipCount = sampleCount;
  }

  /** Begins again, from the very beginning. */
  rewind(): void {
    this.#skipCount = 0;
    this.#piece = 0;
    this.#offset = 0;
    this.#playedCount = 0;
  }

  /** Fills `block` from `from` on. @returns how many samples there were; the rest of the block is left alone */
  pull(block: Int16Array, from = 0): number {
    if (this.#skipCount > 0) this.#skipCount -= this.#advance(this.#skipCount, null, 0);
    return this.#advance(block.length - from, block, from);
  }

  /** Goes on by as many samples as there are, at most `sampleCount`. @param target null to leave them out */
  #advance(sampleCount: number, target: Int16Array | null, from: number): number {
    const wanted = Math.min(sampleCount, this.totalCount - this.#playedCount);
    let count = 0;
    while (count < wanted) {
      const piece = this.#pieces[this.#piece];
      if (piece === undefined) break;
      const part = Math.min(wanted - count, piece.length - this.#offset);
      target?.set(piece.subarray(this.#offset, this.#offset + part), from + count);
      count += part;
      this.#offset += part;
      if (this.#offset === piece.length) this.#next();
    }
    this.#playedCount += count;
    return count;
  }

  #next(): void {
    if (!this.#keepsPlayed) this.#pieces[this.#piece] = PLAYED;
    this.#piece += 1;
    this.#offset = 0;
  }
}

const PLAYED = new Int16Array(0);
