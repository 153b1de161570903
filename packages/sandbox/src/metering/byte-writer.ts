/** Writes a WebAssembly binary. */
export class ByteWriter {
  readonly #chunks: (readonly number[] | Uint8Array)[] = [];
  #sizeBytes = 0;

  bytes(...chunks: readonly (readonly number[] | Uint8Array)[]): this {
    for (const chunk of chunks) {
      this.#chunks.push(chunk);
      this.#sizeBytes += chunk.length;
    }
    return this;
  }

  /** An unsigned number of 32 bits, LEB128. */
  unsigned(value: number): this {
    return this.bytes(unsignedLeb(value));
  }

  /** Bytes behind their count. */
  sized(content: ByteWriter): this {
    this.unsigned(content.#sizeBytes);
    return this.bytes(...content.#chunks);
  }

  /** A copy of all that was written. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(this.#sizeBytes);
    let at = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }
}

/** An unsigned number of 32 bits as LEB128. */
export const unsignedLeb = (value: number): readonly number[] =>
  value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...unsignedLeb(Math.floor(value / 0x80))];

/** A positive number below 2^31 as signed LEB128: the sign is in the second bit of the last byte. */
export const signedLeb = (value: number): readonly number[] =>
  value < 0x40 ? [value] : [(value % 0x80) | 0x80, ...signedLeb(Math.floor(value / 0x80))];
