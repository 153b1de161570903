const CONTINUES = 0x80;
const PAYLOAD = 0x7f;

/** Reads a WebAssembly binary from its beginning; numbers are LEB128 as in the specification, §5.2.2. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at: number;
  readonly #end: number;

  /** @param end where reading stops, exclusive */
  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** Where the next byte is read, from the beginning of the binary. */
  get offset(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#end;
  }

  /** @throws RangeError when there is none */
  byte(): number {
    const value = this.#at < this.#end ? this.#bytes[this.#at] : undefined;
    if (value === undefined) throw new RangeError('the binary ends too early');
    this.#at += 1;
    return value;
  }

  /** An unsigned number of 32 bits. */
  unsigned(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const next = this.byte();
      value += (next & PAYLOAD) * 2 ** shift;
      if (next < CONTINUES) return value;
    }
  }

  /** Passes over a number of any size. */
  skipNumber(): void {
    while (this.byte() >= CONTINUES);
  }

  skip(byteCount: number): void {
    this.#at += byteCount;
  }

  /** The bytes from `start` to where reading is. */
  since(start: number): Uint8Array {
    return this.#bytes.subarray(start, this.#at);
  }

  /** The next `byteCount` bytes, as a reader of their own. */
  part(byteCount: number): ByteReader {
    const start = this.#at;
    this.skip(byteCount);
    if (this.#at > this.#end) throw new RangeError('the binary ends too early');
    return new ByteReader(this.#bytes, start, this.#at);
  }

  /** All that is left. */
  rest(): Uint8Array {
    const start = this.#at;
    this.#at = this.#end;
    return this.#bytes.subarray(start, this.#end);
  }
}
