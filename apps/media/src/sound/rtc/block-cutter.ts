import { BLOCK_MS } from '@callwright/audio';

/** Cuts blocks of 20 ms into pieces of another length, a multiple of 10 ms. */
export class BlockCutter {
  readonly #pieceMs: number;
  #piece = new Int16Array(0);
  #count = 0;

  constructor(pieceMs: number) {
    this.#pieceMs = pieceMs;
  }

  /** The last whole piece, valid until the next call. */
  get piece(): Int16Array {
    return this.#piece;
  }

  /**
   * Goes on with a block from a sample on. Call again with what it gives until that is 0.
   * @returns where in the block a piece is whole; 0 when all of the block is used up without one
   */
  take(block: Int16Array, from: number): number {
    const length = (block.length * this.#pieceMs) / BLOCK_MS;
    if (this.#piece.length !== length) this.#piece = new Int16Array(length);
    const end = Math.min(block.length, from + length - this.#count);
    for (let at = from; at < end; at++) this.#piece[this.#count++] = block[at] ?? 0;
    if (this.#count < length) return 0;
    this.#count = 0;
    return end;
  }

  /** Forgets the beginning of a piece. */
  clear(): void {
    this.#count = 0;
  }
}
