/** Cuts a stream of bytes into pieces of one length. */
export class ByteCutter {
  readonly #piece: Uint8Array;
  #count = 0;

  constructor(pieceBytes: number) {
    this.#piece = new Uint8Array(pieceBytes);
  }

  /** How much of the next piece is there. */
  get count(): number {
    return this.#count;
  }

  /** @param onPiece the piece is valid until it returns */
  take(bytes: Uint8Array, onPiece: (piece: Uint8Array) => void): void {
    let at = 0;
    while (at < bytes.length) {
      const count = Math.min(this.#piece.length - this.#count, bytes.length - at);
      this.#piece.set(bytes.subarray(at, at + count), this.#count);
      this.#count += count;
      at += count;
      if (this.#count < this.#piece.length) return;
      this.#count = 0;
      onPiece(this.#piece);
    }
  }

  /**
   * Gives the piece as it is, the rest of it filled up.
   * @param sampleBytes what is there of a sample that is not whole is kept
   */
  finish(fill: number, sampleBytes: number, onPiece: (piece: Uint8Array) => void): void {
    const keptCount = this.#count % sampleBytes;
    const kept = this.#piece.slice(this.#count - keptCount, this.#count);
    if (this.#count > keptCount) onPiece(this.#piece.fill(fill, this.#count - keptCount));
    this.#piece.set(kept);
    this.#count = keptCount;
  }
}
